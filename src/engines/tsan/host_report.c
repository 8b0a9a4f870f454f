/* SPDX-License-Identifier: MIT */
/*
 * ThreadSanitizer's reports, taken as data.
 *
 * The runtime calls the weak C++ function __tsan::OnReport before it prints a report; a report that is claimed there
 * is not printed and does not touch the exit status.  The runtime may hold its own locks at that time, and another
 * thread may be in here too (LLVM pull request 151495): nothing is allocated, nothing is locked, and this file is
 * not instrumented.  Addresses are kept as they are and named later by the front end.
 */
#include "engines/tsan/host_tsan.h"
#include <pthread.h>
#include <sanitizer/tsan_interface.h>
#include <string.h>

static struct lab_channel *channel;
static atomic_bool testing;
static _Atomic uint8_t reported[LAB_TSAN_BATCH_MAX];
static atomic_bool stale;

bool lab_tsan_reports_stale(void) { return atomic_exchange(&stale, false); }

bool lab_tsan_reports_take(uint32_t position) {
  return atomic_load_explicit(&reported[position], memory_order_relaxed) && atomic_exchange(&reported[position], 0);
}

/* The first and one past the last byte of this executable's code. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[];

/* Keeps what lies in this executable, as offset of the call: a return address may belong to the next line. */
static uint32_t keep_frames(void *const *trace, size_t n, uint64_t *frames) {
  uint32_t kept = 0;
  for (size_t i = 0; i < n && trace[i] && kept < LAB_REPORT_FRAMES; i++) {
    const char *address = trace[i];
    if (address > __ehdr_start && address <= etext)
      frames[kept++] = (uint64_t)(address - __ehdr_start) - 1;
  }
  return kept;
}

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
    access->n_frames = keep_frames(trace, LAB_REPORT_FRAMES, access->frames);
    access->actor = actor_of_tid(report, n_threads, tid);
    access->size = (uint32_t)size;
    access->write = write != 0;
    access->atomic = atomic != 0;
    into->n_accesses++;
  }
}

/* Reports without memory operations (lock order, misuse of a mutex) have stacks instead. */
static void read_stacks(void *report, int n_stacks, struct lab_report *into) {
  for (int s = 0; s < n_stacks && into->n_accesses < LAB_REPORT_STACKS; s++) {
    struct lab_access *access = &into->accesses[into->n_accesses];
    void *trace[LAB_REPORT_FRAMES] = {NULL};
    __tsan_get_report_stack(report, (unsigned long)s, trace, LAB_REPORT_FRAMES);
    access->n_frames = keep_frames(trace, LAB_REPORT_FRAMES, access->frames);
    access->actor = LAB_ACTORS_MAX;
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
    read_stacks(report, stacks, into);
}

static bool same_code(const struct lab_access *a, const struct lab_access *b) {
  return a->n_frames == b->n_frames && a->write == b->write && a->atomic == b->atomic &&
         (a->n_frames == 0 || a->frames[0] == b->frames[0]);
}

static bool same_report(const struct lab_report *a, const struct lab_report *b) {
  if (a->n_accesses != b->n_accesses || strcmp(a->kind, b->kind) != 0)
    return false;
  for (uint32_t i = 0; i < a->n_accesses; i++)
    if (!same_code(&a->accesses[i], &b->accesses[i]))
      return false;
  return true;
}

static void count_report(struct lab_report *report, uint64_t iteration) {
  report->count++;
  if (report->iterations > 0 && report->last == iteration)
    return;
  report->iterations++;
  report->last = iteration;
}

static void store_report(const struct lab_report *report, uint64_t iteration) {
  uint32_t known = atomic_load(&channel->n_reports);
  if (known > LAB_REPORTS_MAX)
    known = LAB_REPORTS_MAX;
  for (uint32_t r = 0; r < known; r++)
    if (same_report(&channel->reports[r], report)) {
      count_report(&channel->reports[r], iteration);
      return;
    }
  const uint32_t slot = atomic_fetch_add(&channel->n_reports, 1);
  if (slot >= LAB_REPORTS_MAX)
    return;
  channel->reports[slot] = *report;
  channel->reports[slot].first = iteration;
  count_report(&channel->reports[slot], iteration);
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
  const struct lab_worker *worker = lab_gang_self();
  if (!worker)
    worker = &channel->workers[0]; /* a thread that the lab itself made: the iteration is the same */
  const uint32_t position = worker->position;
  struct lab_report copy = {0};
  read_report(report, &copy);
  store_report(&copy, worker->batch_first + position);
  if (position < LAB_TSAN_BATCH_MAX)
    atomic_store(&reported[position], 1);
  atomic_store(&stale, true);
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
  atomic_store(&testing, true);
  for (int t = 0; t < TESTS && !atomic_load(&channel->sanitizer_on); t++)
    if (!test_once(&test_cells[t].cell))
      break;
  atomic_store(&testing, false);
  return atomic_load(&channel->sanitizer_on) != 0;
}
