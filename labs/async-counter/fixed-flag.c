/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, with an await in the middle, under a flag.
 *
 * Tasks share one counter, on one thread.  Each of them adds one to it, a hundred times.  Between reading and writing
 * it awaits something: a reply, a disk, or just its turn.  When all of them are done the counter should have gone up
 * by a hundred for each.
 *
 * Question: test, then set: for threads this lock is broken (homemade-lock).  Why is it right here?
 *
 * Run: lab run async-counter/fixed-flag
 */
#include <lab/lab.h>
#include <lab/task.h>

struct counter {
  long x;
  bool busy; /* somebody is at it */
};

static void increment(struct counter *c) {
  while (c->busy)
    lab_await_turn();
  c->busy = true;
  const long seen = c->x;
  lab_await_turn();
  c->x = seen + 1;
  c->busy = false;
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "read, await, write under a flag", .kind = LAB_TASKS, .actor = increment,
            .audit = audit, .ops = 100, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: between the last look at busy and the setting of it there is no await, so nobody can come between.  Two
 * threads would both find it false and both go in.
 *
 * It is right, but not good.  Whoever waits asks again at every turn, so the loop never sleeps, however long the reply
 * takes, and a CPU is busy with asking.  Nor is it fair.  The task that has just cleared the flag sets it again before
 * it awaits anything, and here the same one does all its hundred before the other begins: with a lock that is asked for
 * again and again, that others wait too is no reason for anything.
 *
 * fixed-lock keeps a list of those who wait.  They sleep meanwhile, and are served in the order in which they came.
 */
