/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, and a note of the last value: yours to repair.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times, and notes the value it has reached.  When
 * all of them are done the counter should have gone up by a thousand for each, and the last note should agree with it.
 *
 * Change the state, setup and increment so that this holds.  Leave the audit as strict as it is.
 *
 * Question: is it enough to make the first of the two statements atomic?
 *
 * Run: lab run counter-race/exercise
 */
#include <lab/lab.h>

struct counter {
  long x;
  long last; /* the value that x was last raised to */
};

static void increment(struct counter *c) {
  c->x = c->x + 1;
  c->last = c->x;
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->x);
  lab_count(audit, LAB_STALE, c->last != c->x);
}

LAB_VARIANT(struct counter, .title = "yours to repair", .actor = increment, .audit = audit, .ops = 1000,
            .watch = {LAB_WATCH(struct counter, x), LAB_WATCH(struct counter, last)});

/*
 * Afterword: a hint, not the answer.  Lost updates are gone as soon as x is atomic; see whether "stale" is gone too.
 * What has to be one step is all that must be true together.
 *
 * You are done when native, tsan and a run with more actors (--threads 4) all hold.  Native alone proves little: say
 * why your version is right, in two sentences, and name what would go wrong without each line that you added.
 */
