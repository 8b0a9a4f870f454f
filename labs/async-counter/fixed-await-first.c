/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, with the await before it.
 *
 * Tasks share one counter, on one thread.  Each of them adds one to it, a hundred times.  Before that it awaits
 * something: a reply, a disk, or just its turn.  When all of them are done the counter should have gone up by a
 * hundred for each.
 *
 * Question: no lock, no atomic, a plain read and a plain write.  Why can nobody come between?
 *
 * Run: lab run async-counter/fixed-await-first
 */
#include <lab/lab.h>
#include <lab/task.h>

struct counter {
  long x;
};

static void increment(struct counter *c) {
  lab_await_turn();
  const long seen = c->x;
  c->x = seen + 1;
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "await, read, write", .kind = LAB_TASKS, .actor = increment, .audit = audit,
            .ops = 100, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: another task can run at an await and nowhere else.  From one await to the next a task has all the data of
 * the loop to itself, so the read and the write are one step to everybody else.  It costs nothing.
 *
 * That is the great comfort of event loops, and it is a promise about this loop alone.  A second thread that touches x
 * ends it: another loop, a pool that runs what would block, a signal handler.  Then the program is counter-race.
 *
 * It also rests on something that no compiler checks: that there is no await between the two lines, and that nobody
 * ever puts one there, or into a function that is called there.  Say so in a comment where it matters.
 *
 * What is computed from an awaited answer can often be brought into this shape: get the answer first, then take the
 * shared value, change it and put it back in one go.
 */
