/* SPDX-License-Identifier: MIT */
/* Tasks sleep at the same time: all of them take as long as one. */
#include "moment.h"

static long rest(void *argument) {
  lab_await_ms(1);
  return (void)argument, 0;
}

static void act(struct tries *tries) {
  struct lab_task *left = lab_task_spawn(rest, NULL); /* and never awaited */
  lab_await_ms(2);
  lab_await_ms(0);
  tries->done[lab_self()] += lab_await_task(lab_task_spawn(rest, NULL)) == 0 && left;
}

LAB_VARIANT(struct tries, .title = "tasks sleep together", .kind = LAB_TASKS, .actor = act, .audit = audit_tries,
            .threads = 100, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});
