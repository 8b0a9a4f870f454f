/* SPDX-License-Identifier: MIT */
/* Two tasks give way to each other for ever: they get turns, and nobody gets on. */
#include "moment.h"

static void act(struct tries *tries) {
  tries->done[lab_self()]++;
  while (tries->now)
    lab_await_turn();
}

LAB_VARIANT(struct tries, .title = "gives way for ever", .kind = LAB_TASKS, .actor = act, .setup = setup_tries,
            .audit = audit_tries, .expect = {.native = LAB_HANG, .tsan = LAB_HANG});
