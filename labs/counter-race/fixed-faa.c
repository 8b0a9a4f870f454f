/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, as one atomic operation of Concurrency Kit.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: x is a plain integer here.  What makes the increment atomic: the type, or the operation?
 *
 * Run: lab run counter-race/fixed-faa
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct counter {
  uint64_t x;
};

static void increment(struct counter *c) { ck_pr_faa_64(&c->x, 1); }

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, (long)c->x); }

LAB_VARIANT(struct counter, .title = "ck_pr_faa_64", .actor = increment, .audit = audit, .ops = 1000,
            .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the operation.  "faa" is fetch-and-add: on x86 one instruction, lock xadd, written as inline assembly.
 *
 * C11 puts the property into the type, so that the compiler makes every access to x atomic.  Concurrency Kit, which is
 * older, puts it into the operation: x is an ordinary word, and a plain c->x = c->x + 1 somewhere else would compile
 * and lose updates.  In exchange it works on memory whose type is not yours to change.
 *
 * The value from before comes back and is thrown away here.  It is what makes faa more than an increment: each actor
 * gets a number that no other gets.  fixed-ticket is built on that.
 *
 * ThreadSanitizer cannot see into inline assembly.  <lab/ck.h> stands in for ck_pr.h: natively it is exactly that, and
 * for ThreadSanitizer it says what the assembly does.
 */
