/* SPDX-License-Identifier: MIT */
#include "moment.h"

static void act(struct tries *tries) {
  if (moment_has_come())
    abort();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "aborts", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
