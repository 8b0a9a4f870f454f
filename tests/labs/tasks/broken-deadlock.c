/* SPDX-License-Identifier: MIT */
/* The first actor is done.  The second ends without giving back the lock, so the third waits for ever. */
#include "moment.h"

static void act(struct tries *tries) {
  tries->done[lab_self()]++;
  if (lab_self() == 0)
    return;
  lab_task_lock_acquire(&tries->lock);
  lab_await_turn();
  if (!tries->now)
    lab_task_lock_release(&tries->lock);
}

LAB_VARIANT(struct tries, .title = "waits for what cannot come", .kind = LAB_TASKS, .actor = act, .setup = setup_tries,
            .audit = audit_tries, .threads = 3, .expect = {.native = LAB_DEADLOCK, .tsan = LAB_DEADLOCK});
