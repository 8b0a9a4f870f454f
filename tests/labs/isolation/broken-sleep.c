/* SPDX-License-Identifier: MIT */
#include "moment.h"

static void act(struct tries *tries) {
  if (moment_has_come())
    sleep(1000);
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "sleeps too long, but not for ever", .actor = act, .audit = audit_tries,
            .exclusive = true, .expect = {.native = LAB_HANG, .tsan = LAB_HANG});
