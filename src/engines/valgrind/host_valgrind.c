/* SPDX-License-Identifier: MIT */
/*
 * The engines helgrind and drd: the variant as it is, run by valgrind, which watches every access of the process.
 *
 * So the harness cannot be left out by not instrumenting it: its memory is hidden from the tools, and its gates are
 * declared to them.  Valgrind keeps the reports, each pair of stacks once, and the front end reads them when the host
 * is gone; what is known here is how many there have been, so a batch is one state.  A message after an iteration
 * with reports tells in the file which iteration those before it belong to.
 */
#include "engines/valgrind/host_valgrind.h"
#include "host/reports.h"
#include <stdio.h>
#include <valgrind/valgrind.h>

#define MARKS_MAX 10000 /* messages; reports that are new after so many reported iterations are rare */

static unsigned long long errors_before;
static unsigned marks;

static void hide(void *memory, size_t size) {
  lab_helgrind_hide(memory, size);
  lab_drd_hide(memory, size);
}

static void release(void *key) {
  lab_helgrind_release(key);
  lab_drd_release(key);
}

static void acquire(void *key) {
  lab_helgrind_acquire(key);
  lab_drd_acquire(key);
}

static bool start(struct lab_channel *channel, const struct lab_gang_config *config, char *why, size_t why_size) {
  if (config->variant->kind == LAB_PROCESSES) {
    snprintf(why, why_size, "actors that are processes need pidfd_open(2), which valgrind 3.19 does not know");
    return false;
  }
  if (!RUNNING_ON_VALGRIND) {
    snprintf(why, why_size, "the host was not started under valgrind");
    return false;
  }
  hide(channel, channel->size);
  atomic_store(&channel->sanitizer_on, 1);
  return true;
}

/* All actors have left the state, so that every report about it has been made. */
static void audited(struct lab_worker *worker, uint64_t iteration, uint32_t first, uint32_t end) {
  const unsigned long long errors = VALGRIND_COUNT_ERRORS;
  (void)end;
  if (errors == errors_before)
    return;
  errors_before = errors;
  lab_reports_count(&worker->counts, iteration + first);
  if (marks++ < MARKS_MAX)
    VALGRIND_PRINTF("%llu", (unsigned long long)(iteration + first));
}

const struct lab_host_engine lab_host_engine = {.name = "valgrind",
                                                .strict = true,
                                                .min_stride = 64,
                                                .max_batch = 1,
                                                .start = start,
                                                .gate_release = release,
                                                .gate_acquire = acquire,
                                                .audited = audited,
                                                .hide = hide};
