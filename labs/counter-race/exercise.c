/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, and every second time something else: yours to repair.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times, and counts how often that made it even.
 * When all of them are done the counter should have gone up by a thousand for each, and even should be half of it.
 *
 * Change the state, setup and increment so that this holds.  Leave the audit as strict as it is.
 *
 * Question: is it enough to make both additions atomic?
 *
 * Run: lab run counter-race/exercise
 */
#include <lab/lab.h>

struct counter {
  long x;
  long even; /* how often x has become even */
};

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->x);
  lab_count(audit, LAB_TORN, c->even != c->x / 2);
}

LAB_VARIANT(struct counter, .title = "yours to repair", .actor = increment, .audit = audit, .ops = 1000,
            .watch = {LAB_WATCH(struct counter, x), LAB_WATCH(struct counter, even)});

/*
 * Afterword: a hint, not the answer.  With two atomic additions nothing is lost any more; see whether "torn", which
 * here means that x and even do not agree, is gone too.  What do you read when you ask whether x is even: the value
 * that you made, or one that somebody else has made since?
 *
 * There is a way with a lock and a way without.  You are done when native, tsan and a run with more actors (--threads
 * 4) all hold.  That they hold proves little: say in two sentences why your version is right, and for each line that
 * you added what would go wrong without it.
 */
