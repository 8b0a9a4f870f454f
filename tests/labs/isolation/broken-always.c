/* SPDX-License-Identifier: MIT */
#include "moment.h"

static void act(struct tries *tries) {
  if (lab_self() == 0)
    abort();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "crashes in every iteration", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
