/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, with an await in the middle.
 *
 * Tasks share one counter, on one thread.  Each of them adds one to it, a hundred times.  Between reading and writing
 * it awaits something: a reply, a disk, or just its turn.  When all of them are done the counter should have gone up
 * by a hundred for each.
 *
 * Question: there is one thread, and nothing is ever interrupted.  How much of two hundred is lost, and how often?
 *
 * Run: lab run async-counter/broken
 */
#include <lab/lab.h>
#include <lab/task.h>

struct counter {
  long x;
};

static void increment(struct counter *c) {
  const long seen = c->x;
  lab_await_turn();
  c->x = seen + 1;
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "read, await, write", .kind = LAB_TASKS, .actor = increment, .audit = audit,
            .ops = 100, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_LOSES_UPDATES,
                       .explore = LAB_LOSES_UPDATES,
                       .why = "there is one thread, so there is no data race and ThreadSanitizer has nothing to "
                              "report; the audit counts the loss under it as well"});

/*
 * Afterword: half is lost, every time.  The first task reads 0 and awaits.  The second reads 0 and awaits.  Then both
 * write 1.  Each round is two increments, and x goes up by one.  With four tasks three quarters are lost.
 *
 * The lost update needs no threads, and no two CPUs.  It needs that somebody else can run between the read and the
 * write.  With threads that can be anywhere.  With tasks it can be at an await and nowhere else, and there it is no
 * accident: to let others run is what an await is for.
 *
 * So the loss is the same in every run, here.  In a program that awaits replies from a network, the order of the
 * replies decides: as long as one user is served at a time nothing is lost, and the error comes with the second user.
 *
 * ThreadSanitizer looks for accesses that nothing orders.  These are in perfect order: the wrong one.
 *
 * In Python, x += await price() has this bug in one line: x is read before the await, and written after it.
 *
 * The fix: await first, then read and write (fixed-await-first).  Or keep the others out meanwhile (fixed-lock,
 * fixed-flag).
 */
