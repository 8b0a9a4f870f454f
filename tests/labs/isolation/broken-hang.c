/* SPDX-License-Identifier: MIT */
#include "moment.h"

static volatile bool over;

static void act(struct tries *tries) {
  if (moment_has_come()) {
    while (!over)
      ;
  }
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "never ends its operation", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_HANG, .tsan = LAB_HANG});
