/* SPDX-License-Identifier: MIT */
/*
 * The asan engine: the variant instrumented by -fsanitize=address,undefined, this code not.
 *
 * AddressSanitizer judges single accesses, whatever their order: what it reports has happened.  So the gates need not
 * be declared to it, and it sees of a race only the harm that is done to memory.
 */
#define _GNU_SOURCE
#include "engines/asan/host_asan.h"
#include "host/reports.h"
#include <stdio.h>

/*
 * Compiled in, so that the result does not hang on the environment; ASAN_OPTIONS can still change it.
 * halt_on_error=0, suppress_equal_pcs=0: the same report counts in every iteration.  symbolize=0: addresses are named
 * later, outside.  quarantine_size_mb=16: memory stays flat, and what an iteration freed still stays freed to its end.
 * detect_leaks=0: a program that is killed or ends by _exit() is not looked through.  handle_*=0, use_sigaltstack=0:
 * the host has handlers and stacks of its own.  exitcode=86: tells a failing runtime from a lab's own status.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
  return "halt_on_error=0:suppress_equal_pcs=0:symbolize=0:quarantine_size_mb=16:detect_leaks=0:handle_segv=0:"
         "handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0:use_sigaltstack=0:exitcode=86";
}

static bool start(struct lab_channel *channel, const struct lab_gang_config *config, char *why, size_t why_size) {
  (void)config;
  if (lab_asan_reports_start(channel))
    return true;
  snprintf(why, why_size, "AddressSanitizer did not report a use after free made to test it; is ASAN_OPTIONS set?");
  return false;
}

static void introduce(void *gate) {
  static _Thread_local bool introduced;
  (void)gate;
  if (introduced || !lab_gang_self())
    return;
  introduced = true;
  lab_asan_reports_introduce(lab_gang_self());
}

/* One state in a batch: both actors may report of the same state, and only in turn are the iterations of a report
 * counted right. */
const struct lab_host_engine lab_host_engine = {.name = "asan",
                                                .strict = true,
                                                .min_stride = 64,
                                                .max_batch = 1,
                                                .start = start,
                                                .gate_acquire = introduce,
                                                .audited = lab_reports_audited};
