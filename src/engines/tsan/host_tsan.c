/* SPDX-License-Identifier: MIT */
/*
 * The tsan engine: the variant instrumented by -fsanitize=thread, this code not.
 *
 * The gate is invisible to the sanitizer; happens-before is declared at the gates alone, so it orders iterations and
 * hides nothing within one.  Two gates per batch: no audit or setup is ever concurrent with an actor.
 *
 * After a race the runtime stops checking that shadow cell, so memory in which a race was reported is mapped afresh
 * before the next states are made in it.
 */
#define _GNU_SOURCE
#include "engines/tsan/host_tsan.h"
#include <sanitizer/tsan_interface.h>
#include <stdio.h>
#include <sys/mman.h>

#define STATE_STRIDE 4096 /* whole pages, so that each worker can map its own share afresh */

/*
 * Compiled in, so that the result does not hang on the environment; TSAN_OPTIONS can still change it.
 * suppress_equal_stacks=0: the same race counts in every iteration.  symbolize=0: addresses are named later, outside.
 * history_size=64: the first access of a pair may be a million accesses old and still have its stack.  io_sync=0:
 * writing to a descriptor orders nothing.  exitcode=86: tells a failing runtime from a lab's own status; a race
 * never touches it.
 */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void) {
  return "suppress_equal_stacks=0:atexit_sleep_ms=0:exitcode=86:symbolize=0:history_size=64:io_sync=0:"
         "second_deadlock_stack=1:detect_deadlocks=1:report_thread_leaks=0";
}

static bool start(struct lab_channel *channel, const struct lab_gang_config *config, char *why, size_t why_size) {
  (void)config;
  if (lab_tsan_reports_start(channel))
    return true;
  snprintf(why, why_size, "ThreadSanitizer did not report a race made to test it; is TSAN_OPTIONS set?");
  return false;
}

static void audited(struct lab_worker *worker, uint64_t iteration, uint32_t first, uint32_t end) {
  struct lab_counts *counts = &worker->counts;
  for (uint32_t p = first; p < end; p++) {
    if (!lab_tsan_reports_take(p))
      continue;
    if (counts->reported == 0 || iteration + p < counts->first_reported)
      counts->first_reported = iteration + p;
    counts->reported++;
  }
}

/* The runtime intercepts mmap and gives the pages new shadow. */
static void refresh(void *memory, size_t bytes) {
  mmap(memory, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

const struct lab_host_engine lab_host_engine = {.name = "tsan",
                                                .strict = true,
                                                .min_stride = STATE_STRIDE,
                                                .max_batch = LAB_TSAN_BATCH_MAX,
                                                .start = start,
                                                .gate_release = __tsan_release,
                                                .gate_acquire = __tsan_acquire,
                                                .audited = audited,
                                                .refresh = refresh};
