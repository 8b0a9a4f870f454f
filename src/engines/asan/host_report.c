/* SPDX-License-Identifier: MIT */
/*
 * The reports of AddressSanitizer and UndefinedBehaviorSanitizer, taken as data.
 *
 * Each runtime calls a hook of its own about a report (sanitizer/asan_interface.h;
 * compiler-rt/lib/ubsan/ubsan_monitor.h) and prints it besides, so the text goes to /dev/null.  It holds its locks
 * meanwhile: nothing is allocated or locked here. UndefinedBehaviorSanitizer reports a place of the source once in the
 * life of a process.
 */
#include "engines/asan/host_asan.h"
#include "host/reports.h"
#include <execinfo.h>
#include <fcntl.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <stdlib.h>
#include <string.h>

#define TRACE_MAX 48 /* frames of the runtime included */

static struct lab_channel *channel;
static atomic_bool testing;
static int thread_of_actor[LAB_ACTORS_MAX]; /* the runtime's number for it; 0 is the main thread */

void lab_asan_reports_introduce(const struct lab_worker *worker) {
  void *trace[1];
  int thread = 0;
  char *block = malloc(1);
  if (block && __asan_get_alloc_stack(block, trace, 1, &thread) > 0)
    thread_of_actor[worker - channel->workers] = thread;
  free(block);
}

static uint32_t actor_of_thread(int thread) {
  for (uint32_t a = 0; a < channel->actors && thread > 0; a++)
    if (thread_of_actor[a] == thread)
      return a;
  return LAB_ACTORS_MAX;
}

static struct lab_access *add_access(struct lab_report *report) {
  struct lab_access *access = &report->accesses[report->n_accesses++];
  const struct lab_worker *worker = lab_gang_self();
  access->actor = worker ? (uint32_t)(worker - channel->workers) : LAB_ACTORS_MAX;
  return access;
}

/* The calling thread's stack, from the frame that pc is in; as a whole where that is not found. */
static void read_stack(struct lab_access *access, const void *pc) {
  void *trace[TRACE_MAX];
  const int n = backtrace(trace, TRACE_MAX);
  int from = 0;
  for (int i = 0; i < n && from == 0; i++)
    if (trace[i] == pc)
      from = i;
  access->n_frames = lab_reports_frames(trace + from, (size_t)(n - from), access->frames);
}

/* Where the block that an address lies in was freed. */
static void read_free(struct lab_report *report, void *address) {
  void *trace[LAB_REPORT_FRAMES] = {NULL};
  int thread = 0;
  const size_t n = address ? __asan_get_free_stack(address, trace, LAB_REPORT_FRAMES, &thread) : 0;
  if (n == 0)
    return;
  struct lab_access *access = add_access(report);
  access->actor = actor_of_thread(thread);
  access->write = access->freed = 1;
  access->n_frames = lab_reports_frames(trace, n, access->frames);
}

/* Called by AddressSanitizer for each report, before it is printed. */
void __asan_on_error(void);
void __asan_on_error(void) {
  if (!channel)
    return;
  if (atomic_load(&testing)) {
    atomic_store(&channel->sanitizer_on, 1);
    return;
  }
  struct lab_report report = {0};
  strncpy(report.kind, __asan_get_report_description(), sizeof report.kind - 1);
  struct lab_access *access = add_access(&report);
  access->write = __asan_get_report_access_type() != 0;
  access->size = (uint32_t)__asan_get_report_access_size();
  read_stack(access, __asan_get_report_pc());
  read_free(&report, __asan_get_report_address());
  lab_reports_add(&report);
}

/* Called by UndefinedBehaviorSanitizer for each report; what it can be asked is in no header that is installed. */
void __ubsan_on_report(void);
void __ubsan_get_current_report_data(const char **kind, const char **message, const char **file, unsigned *line,
                                     unsigned *column, char **address);
void __ubsan_on_report(void) {
  const char *kind = "", *message, *file;
  unsigned line, column;
  char *address;
  if (!channel)
    return;
  struct lab_report report = {0};
  __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
  strncpy(report.kind, kind, sizeof report.kind - 1);
  read_stack(add_access(&report), NULL);
  lab_reports_add(&report);
}

/* What an instrumented load of a byte calls where reports are survived. */
void __asan_load1_noabort(const void *address);

/* A block that is read after it was freed; also starts what allocates when it is first used. */
static void test(void) {
  void *trace[1];
  char *volatile block = malloc(1);
  backtrace(trace, 1);
  free(block);
  if (block)
    __asan_load1_noabort(block);
}

bool lab_asan_reports_start(struct lab_channel *into) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0)
    return false;
  __sanitizer_set_report_fd((void *)(intptr_t)nowhere);
  channel = into;
  lab_reports_open(into);
  atomic_store(&testing, true);
  test();
  atomic_store(&testing, false);
  return atomic_load(&channel->sanitizer_on) != 0;
}
