/* SPDX-License-Identifier: MIT */
#include "moment.h"

static int *volatile address;

static void act(struct tries *tries) {
  if (moment_has_come())
    *address = 1;
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "writes to address 0", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
