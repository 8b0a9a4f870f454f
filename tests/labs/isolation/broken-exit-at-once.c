/* SPDX-License-Identifier: MIT */
#include "moment.h"

static void act(struct tries *tries) {
  if (moment_has_come())
    _exit(7);
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "leaves without a farewell", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_EXIT, .tsan = LAB_EXIT});
