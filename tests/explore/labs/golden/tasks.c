/* SPDX-License-Identifier: MIT */
/* Tasks: what lies between reading and writing is one await, and what the lock guards is in order. */
#include <lab/lab.h>
#include <lab/task.h>

struct counter {
  long x, guarded;
  struct lab_task_lock lock;
};

static void increment(struct counter *c) {
  long seen = c->x;
  lab_await_turn();
  c->x = seen + 1;
  lab_task_lock_acquire(&c->lock);
  seen = c->guarded;
  lab_await_ms(10);
  c->guarded = seen + 1;
  lab_task_lock_release(&c->lock);
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->x);
  lab_count(audit, LAB_TORN, c->guarded < c->x); /* the lock loses nothing */
}

LAB_VARIANT(struct counter, .title = "await in between", .kind = LAB_TASKS, .actor = increment, .audit = audit,
            .watch = {LAB_WATCH(struct counter, x)}, .expect = {.explore = LAB_LOSES_UPDATES});
