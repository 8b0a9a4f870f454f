/* SPDX-License-Identifier: MIT */
/* The second actor crashes after an await, when the first is done. */
#include "moment.h"

static int *volatile address;

static void act(struct tries *tries) {
  tries->done[lab_self()]++;
  if (lab_self() == 0)
    return;
  lab_await_turn();
  if (tries->now)
    *address = 1;
}

LAB_VARIANT(struct tries, .title = "crashes after an await", .kind = LAB_TASKS, .actor = act, .setup = setup_tries,
            .audit = audit_tries, .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
