/* SPDX-License-Identifier: MIT */
/*
 * ThreadSanitizer's reports, taken as data.
 *
 * The runtime calls the weak C++ function __tsan::OnReport before it prints a report; a report that is claimed there
 * is not printed and does not touch the exit status.  The runtime may hold its own locks at that time, and another
 * thread may be in here too (LLVM pull request 151495): nothing is allocated, nothing is locked, and this file is
 * not instrumented.
 */
#include "engines/tsan/host_tsan.h"
#include "host/reports.h"
#include <pthread.h>
#include <sanitizer/tsan_interface.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct lab_channel *channel;
static atomic_bool testing;

static uint32_t actor_of_os_thread(uint64_t os_id) {
  for (uint32_t a = 0; a < channel->actors; a++)
    if ((uint64_t)channel->workers[a].tid == os_id)
      return a;
  return LAB_ACTORS_MAX;
}

static uint32_t actor_of_tid(void *report, int n_threads, int tid) {
  for (int t = 0; t < n_threads; t++) {
    int id = -1, running, parent;
    uint64_t os_id = 0;
    const char *name;
    void *trace[1] = {NULL};
    __tsan_get_report_thread(report, (unsigned long)t, &id, &os_id, &running, &name, &parent, trace, 1);
    if (id == tid)
      return actor_of_os_thread(os_id);
  }
  return LAB_ACTORS_MAX;
}

static void read_accesses(void *report, int n_mops, int n_threads, struct lab_report *into) {
  for (int m = 0; m < n_mops && into->n_accesses < LAB_REPORT_STACKS; m++) {
    struct lab_access *access = &into->accesses[into->n_accesses];
    void *trace[LAB_REPORT_FRAMES] = {NULL}, *address;
    int tid = -1, size = 0, write = 0, atomic = 0;
    __tsan_get_report_mop(report, (unsigned long)m, &tid, &address, &size, &write, &atomic, trace, LAB_REPORT_FRAMES);
    access->n_frames = lab_reports_frames(trace, LAB_REPORT_FRAMES, access->frames);
    access->actor = actor_of_tid(report, n_threads, tid);
    access->size = (uint32_t)size;
    access->write = write != 0;
    access->atomic = atomic != 0;
    into->n_accesses++;
  }
}

/* Whose a stack is: a deadlock report names a thread for each two of them, misuse of a mutex is the caller's own. */
static uint32_t actor_of_stack(void *report, int n_threads, int n_tids, int stack, int n_stacks) {
  if (n_tids == 0)
    return actor_of_os_thread((uint64_t)syscall(SYS_gettid));
  int tid = -1;
  __tsan_get_report_unique_tid(report, (unsigned long)(stack * n_tids / n_stacks), &tid);
  return actor_of_tid(report, n_threads, tid);
}

/* Reports without memory operations (lock order, misuse of a mutex) have stacks instead. */
static void read_stacks(void *report, int n_stacks, int n_threads, int n_tids, struct lab_report *into) {
  for (int s = 0; s < n_stacks && into->n_accesses < LAB_REPORT_STACKS; s++) {
    struct lab_access *access = &into->accesses[into->n_accesses];
    void *trace[LAB_REPORT_FRAMES] = {NULL};
    __tsan_get_report_stack(report, (unsigned long)s, trace, LAB_REPORT_FRAMES);
    access->n_frames = lab_reports_frames(trace, LAB_REPORT_FRAMES, access->frames);
    access->actor = actor_of_stack(report, n_threads, n_tids, s, n_stacks);
    into->n_accesses += access->n_frames > 0;
  }
}

static void read_report(void *report, struct lab_report *into) {
  const char *kind = "";
  int count, stacks = 0, mops = 0, locs, mutexes, threads = 0, tids;
  void *sleep_trace[1];
  __tsan_get_report_data(report, &kind, &count, &stacks, &mops, &locs, &mutexes, &threads, &tids, sleep_trace, 1);
  strncpy(into->kind, kind, sizeof into->kind - 1);
  read_accesses(report, mops, threads, into);
  if (into->n_accesses == 0)
    read_stacks(report, stacks, threads, tids, into);
}

/* bool __tsan::OnReport(const __tsan::ReportDesc *, bool suppressed) */
bool lab_tsan_on_report(void *report, bool suppressed) __asm__("_ZN6__tsan8OnReportEPKNS_10ReportDescEb");

bool lab_tsan_on_report(void *report, bool suppressed) {
  if (suppressed || !channel)
    return true;
  if (atomic_load(&testing)) {
    atomic_store(&channel->sanitizer_on, 1);
    return true;
  }
  struct lab_report copy = {0};
  read_report(report, &copy);
  lab_reports_add(&copy);
  return true;
}

void __tsan_write8(void *address);

/* -- The self-test: two threads, nothing between them, one cell.  Two accesses at the very same time can miss one
 * another (host_tsan.c), so it is tried on fresh cells until a race is reported; a runtime that reports none of so
 * many does not report. -- */
#define TESTS 64
static struct {
  _Alignas(64) long cell;
} test_cells[TESTS];

static void *test_thread(void *cell) {
  __tsan_write8(cell);
  return NULL;
}

static bool test_once(void *cell) {
  pthread_t threads[2];
  int started = 0;
  while (started < 2 && pthread_create(&threads[started], NULL, test_thread, cell) == 0)
    started++;
  for (int t = 0; t < started; t++)
    pthread_join(threads[t], NULL);
  return started == 2;
}

bool lab_tsan_reports_start(struct lab_channel *into) {
  channel = into;
  lab_reports_open(into);
  atomic_store(&testing, true);
  for (int t = 0; t < TESTS && !atomic_load(&channel->sanitizer_on); t++)
    if (!test_once(&test_cells[t].cell))
      break;
  atomic_store(&testing, false);
  return atomic_load(&channel->sanitizer_on) != 0;
}
