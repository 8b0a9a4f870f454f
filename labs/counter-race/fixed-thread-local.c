/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, on private counters that are merged at the end.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: what can a reader of x no longer know while the actors are at work?
 *
 * Run: lab run counter-race/fixed-thread-local
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct counter {
  atomic_long x;
};

static _Thread_local long mine; /* what this actor has added since it began */

static void begin(struct counter *c) {
  (void)c;
  mine = 0;
}

static void increment(struct counter *c) {
  (void)c;
  mine = mine + 1;
}

static void finish(struct counter *c) { atomic_fetch_add(&c->x, mine); }

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "private sums, merged once", .actor = increment, .begin = begin, .finish = finish,
            .audit = audit, .ops = 1000, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the race needs something shared.  Each actor adds to a variable that only it can reach, by the same plain
 * statement as in broken, and x is touched once per actor instead of once per increment.
 *
 * The merge is shared, so it must still be atomic or under a lock.
 *
 * The price is that x lags behind: while the actors are at work it holds none of their increments, so a reader learns
 * nothing of how far they have come.  For a total that is read when all is done that is no loss.  For one that is read
 * now and then, see fixed-sharded, where a reader can add up what there is so far.
 *
 * _Thread_local (C11) gives each thread its own copy.  It is one per thread, not one per counter: a second counter
 * would need a second variable, or a slot per actor in the counter, which is fixed-sharded again.
 */
