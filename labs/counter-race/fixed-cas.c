/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, by compare-and-exchange.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: an actor that comes too late has to try again.  Can two actors keep each other from ever succeeding?
 *
 * Run: lab run counter-race/fixed-cas
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct counter {
  atomic_long x;
};

static void increment(struct counter *c) {
  long seen = atomic_load(&c->x);
  while (!atomic_compare_exchange_weak(&c->x, &seen, seen + 1))
    ; /* x was not what was seen: now seen is what x is, so the sum is new too */
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "compare-and-exchange, until it succeeds", .actor = increment, .audit = audit,
            .ops = 1000, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: compare-and-exchange stores only if x still is what was seen.  It is broken-split-atomic with a store
 * that refuses to overwrite what it does not know.
 *
 * No: on x86 an exchange fails only because x has changed, so somebody else has succeeded.  Some actor always gets
 * ahead; that is called lock-free.  It does not say which one: a single actor can fail for a long time.  Where each is
 * sure to finish in a bounded number of steps, the word is wait-free; one atomic addition on x86 (fixed-atomic) is.
 *
 * For adding one it is a detour, and under contention each failure is a cache line fetched in vain.  It is worth
 * knowing because it works for any new value, not for sums alone: the larger of two, the next state, the new head of a
 * list.
 *
 * "weak" may fail even though x is what was seen (on machines that build it from two instructions, not on x86).  In a
 * loop that does no harm.
 */
