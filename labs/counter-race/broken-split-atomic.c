/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, as an atomic load and an atomic store.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: every access to x is atomic now.  Does the counter lose updates?  Does ThreadSanitizer report anything?
 *
 * Run: lab run counter-race/broken-split-atomic
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct counter {
  atomic_long x;
};

static void increment(struct counter *c) {
  long seen = atomic_load(&c->x);
  atomic_store(&c->x, seen + 1);
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "atomic load, then atomic store", .actor = increment, .audit = audit, .ops = 1000,
            .watch = {LAB_WATCH(struct counter, x)},
            .expect = {
                .native = LAB_LOSES_UPDATES,
                .tsan = LAB_HOLDS "|" LAB_LOSES_UPDATES,
                .explore = LAB_LOSES_UPDATES,
                .why = "there is no data race, so ThreadSanitizer is rightly silent: the bug is a race condition; "
                       "native on one CPU: an update is lost only if an interrupt comes between load and store"});

/*
 * Afterword: it loses updates, and ThreadSanitizer has nothing to report.
 *
 * A data race is two accesses to one place, one of them a write, at least one of them not atomic, and nothing that
 * orders them.  There is none here: each load and each store is atomic.  What is not atomic is the pair.  Another
 * actor can store between this load and this store, and that store is overwritten.  This is a race condition: the
 * result depends on who comes first.  To see that it is wrong one must know that increments should add up, and no
 * tool can know that which is not told.
 *
 * So "no data race" is not "correct".  The same trap, shorter: with an atomic_long x, the statement x = x + 1 is
 * exactly this load and this store.  x += 1 and x++ are each one atomic step.
 *
 * The fix: one atomic operation instead of two (fixed-atomic), or a store that is done only if x still is what was
 * seen, and tried again if not (fixed-cas).
 */
