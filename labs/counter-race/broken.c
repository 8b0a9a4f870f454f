/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, unprotected.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: two actors, a thousand increments each: what is the smallest value that x can end with?
 *
 * Run: lab run counter-race/broken
 */
#include <lab/lab.h>

struct counter {
  long x;
};

static void increment(struct counter *c) { c->x = c->x + 1; }

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "x = x + 1, unprotected", .actor = increment, .audit = audit, .ops = 1000,
            .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_LOSES_UPDATES,
                       .why = "native on one CPU: -O2 makes the increment one instruction, which nothing can split"});

/*
 * Afterword: x = x + 1 is three steps: load x, add one, store x.  When two actors load the same value, both store the
 * same sum, and two operations have counted as one: a lost update.
 *
 * The smallest end is 2.  A loads 0.  B does 999 increments.  A stores 1.  B loads that 1 for its last increment.  A
 * does its other 999.  B stores 2.  It cannot be less: at its last increment an actor has stored at least once, so it
 * loads 1 or more.
 *
 * At -O2 on x86 the statement is a single instruction, an add to memory.  One instruction is still a load and a store:
 * between them another CPU can get at the cache line.  An interrupt cannot come between them, so on a single CPU
 * nothing is lost.  The program is wrong there too, and ThreadSanitizer says so without a lost update: it looks for
 * plain accesses that nothing orders, one of them a write, and not for their damage.  C11 calls that a data race and
 * promises nothing about a program that has one (5.1.2.4), not even 2.
 *
 * The fix: make load, add and store one step.  With a lock around them: fixed-mutex.  As one operation: fixed-atomic.
 * Or do not share: fixed-thread-local, fixed-sharded.
 */
