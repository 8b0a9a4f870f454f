/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <signal.h>

static void act(struct tries *tries) {
  if (moment_has_come())
    raise(SIGSTOP);
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "stops its own process", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_HANG, .tsan = LAB_HANG});
