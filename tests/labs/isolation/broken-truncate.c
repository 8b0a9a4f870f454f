/* SPDX-License-Identifier: MIT */
#include "moment.h"

static void act(struct tries *tries) {
  if (moment_has_come())
    (void)!ftruncate(4, 0);
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "cuts the result channel off", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});
