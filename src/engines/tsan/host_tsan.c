/* SPDX-License-Identifier: MIT */
/*
 * The tsan engine: the variant instrumented by -fsanitize=thread, this code not.
 *
 * The gate is invisible to the sanitizer; happens-before is declared at the gates alone, so it orders iterations and
 * hides nothing within one.  Audits and setups are never concurrent with an actor.
 */
#define _GNU_SOURCE
#include "engines/tsan/host_tsan.h"
#include "host/reports.h"
#include <sanitizer/tsan_interface.h>
#include <stdio.h>

/*
 * Compiled in, so that the result does not hang on the environment; TSAN_OPTIONS can still change it.
 * suppress_equal_stacks=0: the same race counts in every iteration.  symbolize=0: addresses are named later, outside.
 * history_size=32: the first access of a pair may be a million events old and still have its stack.  io_sync=0:
 * writing to a descriptor orders nothing.  exitcode=86: tells a failing runtime from a lab's own status; a race
 * never touches it.
 */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void) {
  return "suppress_equal_stacks=0:atexit_sleep_ms=0:exitcode=86:symbolize=0:history_size=32:io_sync=0:"
         "second_deadlock_stack=1:detect_deadlocks=1:report_thread_leaks=0";
}

static bool start(struct lab_channel *channel, const struct lab_gang_config *config, char *why, size_t why_size) {
  (void)config;
  if (lab_tsan_reports_start(channel))
    return true;
  snprintf(why, why_size, "ThreadSanitizer did not report a race made to test it; is TSAN_OPTIONS set?");
  return false;
}

/*
 * After a race the runtime stops checking that cell of its shadow, and to name the older access of a race it replays
 * the thread's history from as far back as it is kept (1.5 ms a report after a few thousand operations).  A flush
 * ends both; it takes 0.2 ms, so a batch shares one, and batches are kept short enough for the replay to be cheap.
 */
static void between(void) {
  if (lab_reports_stale())
    __tsan_flush_memory();
}

/*
 * Two first accesses at the very same time can miss one another: each is written to a free place in the shadow of the
 * cell, and from then on each thread finds its own access there and looks no further (google/sanitizers#1576).  Actors
 * that start together make that common (3 of 5 iterations of 100 increments went unreported), so here they do not.
 */
#define STAGGER_NS 4000

const struct lab_host_engine lab_host_engine = {.name = "tsan",
                                                .strict = true,
                                                .min_stride = 64,
                                                .max_batch = LAB_REPORTS_BATCH_MAX,
                                                .max_batch_ops = 10000,
                                                .stagger_ns = STAGGER_NS,
                                                .start = start,
                                                .gate_release = __tsan_release,
                                                .gate_acquire = __tsan_acquire,
                                                .audited = lab_reports_audited,
                                                .between = between};
