/* SPDX-License-Identifier: MIT */
/* Waits until two variables are equal.  What it read of the first is in a register while it reads the second. */
#include <lab/lab.h>
#include <stdatomic.h>

struct queue {
  atomic_int other, head, tail;
};

static void setup(struct queue *q) { q->head = 2; }

static void move(struct queue *q) {
  q->other = 1;
  q->head = 1;
  q->tail = 1;
}

static void wait_until_equal(struct queue *q) {
  while (q->head != q->tail) {
  }
}

static void audit(const struct queue *q, struct lab_audit *audit) { lab_observe(audit, q->head, q->tail); }

LAB_VARIANT(struct queue, .title = "until two are equal", .actors = {{"mover", move}, {"waiter", wait_until_equal}},
            .setup = setup, .audit = audit, .expect = {.explore = LAB_HOLDS});
