/* SPDX-License-Identifier: MIT */
/* Threads that await as if they were tasks. */
#include "moment.h"

static void act(struct tries *tries) {
  tries->done[lab_self()]++;
  lab_await_turn();
}

LAB_VARIANT(struct tries, .title = "threads that await", .actor = act, .audit = audit_tries,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
