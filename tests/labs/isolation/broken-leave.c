/* SPDX-License-Identifier: MIT */
#include "moment.h"

/* Twice forked and in a session of its own: neither its parent nor its group leads to it. */
static void leave(void) {
  if (fork() != 0)
    return;
  setsid();
  if (fork() == 0) {
    for (;;)
      pause();
  }
  _exit(0);
}

static void act(struct tries *tries) {
  if (moment_has_come())
    leave();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "leaves a process of another session behind", .actor = act, .audit = audit_tries,
            .exclusive = true, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});
