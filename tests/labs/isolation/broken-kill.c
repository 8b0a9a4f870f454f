/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <signal.h>

static void act(struct tries *tries) {
  if (moment_has_come())
    kill(getpid(), SIGKILL);
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "kills its own process", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
