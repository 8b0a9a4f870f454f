/* SPDX-License-Identifier: MIT */
#include "moment.h"

static void act(struct tries *tries) {
  if (moment_has_come())
    usleep(600000);
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "takes its time, but gets there", .actor = act, .audit = audit_tries,
            .exclusive = true, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});
