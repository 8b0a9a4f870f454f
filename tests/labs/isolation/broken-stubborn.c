/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <signal.h>

static int *volatile address;

static void ignore(int number) { (void)number; }

/* The write faults, the handler returns, the write faults again, for ever. */
static void refuse_to_die(void) {
  for (int number = 1; number < 32; number++)
    signal(number, ignore);
  *address = 1;
}

static void act(struct tries *tries) {
  if (moment_has_come())
    refuse_to_die();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "ignores what should end it", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_HANG, .tsan = LAB_HANG});
