/* SPDX-License-Identifier: MIT */
/*
 * A clock that all actors set and read: yours to repair.
 *
 * Every actor sets the clock, a thousand times, and reads it after each: a second passes, and with it a thousand ticks.
 * In every reading the ticks should be a thousand times the seconds, and in the end there should be as many seconds as
 * there were operations.
 *
 * Change the state and the actor so that this holds and readers still write nothing that is shared.  Leave the audit as
 * strict as it is.
 *
 * Question: two writers add one to a sequence number at the same time.  Is it odd or even then, and whom does it stop?
 *
 * Run: lab run seqlock/exercise
 */
#include <lab/lab.h>

struct reader {
  _Alignas(64) unsigned long torn; /* readings whose words do not fit together */
};

struct clock {
  _Alignas(64) long seconds;
  _Alignas(64) long ticks; /* in a cache line of its own, like the far end of something larger */
  struct reader reader[];
};

static void look(struct clock *c) {
  long seconds = c->seconds;
  long ticks = c->ticks;
  c->reader[lab_self()].torn += ticks != seconds * 1000;
}

static void tick(struct clock *c) {
  c->seconds = c->seconds + 1;
  c->ticks = c->seconds * 1000;
  look(c);
}

static void audit(const struct clock *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->seconds);
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, c->reader[i].torn);
}

LAB_VARIANT(struct clock, .title = "yours to repair", .actor = tick, .audit = audit, .per_actor = sizeof(struct reader),
            .ops = 1000, .watch = {LAB_WATCH(struct clock, seconds), LAB_WATCH(struct clock, ticks)});

/*
 * Afterword: a hint, not the answer.  A sequence number keeps readers from believing what is half done.  It does not
 * keep writers apart, and it loses updates like any other counter: a run in which it stays odd for ever is a run in
 * which every reader waits for ever.  What does keep apart those who write?  Put it around the smallest piece that
 * needs it, and look whether a reader needs it as well.
 *
 * You are done when native, tsan and a run with more actors (--threads 4) all hold.  That they hold proves little: say
 * in two sentences why your version is right, and for each line that you added what would go wrong without it.
 */
