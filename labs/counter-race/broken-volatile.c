/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, with x volatile.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: volatile forbids the compiler to leave out or to keep back an access to x.  Which lost update does that
 * prevent?
 *
 * Run: lab run counter-race/broken-volatile
 */
#include <lab/lab.h>

struct counter {
  volatile long x;
};

static void increment(struct counter *c) { c->x = c->x + 1; }

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "x = x + 1 on a volatile", .actor = increment, .audit = audit, .ops = 1000,
            .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_LOSES_UPDATES,
                       .why = "native on one CPU: only an interrupt between the load and the store can lose an update, "
                              "and where the compiler makes the increment one instruction not even that"});

/*
 * Afterword: none.  Volatile makes the program load x and store x each time that the source says so.  It does not
 * make the two one step, and another actor can still store between them.
 *
 * Nor does volatile order anything between threads.  It is for memory that changes by itself (device registers) and
 * for what a signal handler of the same thread changes.  To C11 two volatile accesses of two threads are a data race
 * like any other, and ThreadSanitizer reports them.
 *
 * It can look like a cure.  Written as a loop, a thousand plain increments may become one addition of a thousand,
 * which hardly ever loses; with volatile all thousand are done, and more are lost.  Here the harness calls for one
 * increment at a time, so both versions do them all.
 *
 * The fix: fixed-atomic.  In Java and C# volatile does order accesses between threads; x = x + 1 loses updates there
 * all the same.
 */
