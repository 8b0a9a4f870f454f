/* SPDX-License-Identifier: MIT */
/*
 * Publish a pointer to it: yours to repair.
 *
 * Actors work in pairs, with a desk for each pair.  The writer prepares one sheet after the other and lays it on the
 * desk, by storing a pointer to it.  The reader takes up the sheet that lies there and adds up what is on it.  It
 * should never find a sheet that does not add up.
 *
 * Change the state, setup, prepare and take_up so that this holds.  Leave the audit as strict as it is.
 *
 * Question: two sheets are used by turns.  Is it enough that each is finished before it is published?
 *
 * Run: lab run publication/exercise
 */
#include <lab/lab.h>

struct sheet {
  long income, expense, balance; /* balance is income less expense */
};

struct desk {
  struct sheet sheet[2];
  struct sheet *published; /* NULL: none yet */
  long prepared;
  unsigned long wrong; /* sheets that did not add up */
};

struct office {
  unsigned pairs;
  struct desk desk[]; /* one per pair of actors; the harness makes room for one per actor */
};

static void setup(struct office *o) { o->pairs = (lab_actors() + 1) / 2; }

static void prepare(struct office *o) {
  struct desk *d = &o->desk[lab_self() / 2];
  struct sheet *s = &d->sheet[d->prepared % 2];
  d->prepared++;
  d->published = s;
  s->income = 3 * d->prepared;
  s->expense = 2 * d->prepared;
  s->balance = s->income - s->expense;
}

static void take_up(struct office *o) {
  struct desk *d = &o->desk[lab_self() / 2];
  const struct sheet *s = d->published;
  if (s)
    d->wrong += s->balance != s->income - s->expense;
}

static void audit(const struct office *o, struct lab_audit *audit) {
  for (unsigned i = 0; i < o->pairs; i++)
    lab_count(audit, LAB_STALE, o->desk[i].wrong);
}

LAB_VARIANT(struct office, .title = "yours to repair", .actors = {{"writer", prepare}, {"reader", take_up}},
            .setup = setup, .audit = audit, .per_actor = sizeof(struct desk), .ops = 1000);

/*
 * Afterword: a hint, not the answer.  "stale" means here that a sheet did not add up.  Publish after the last field,
 * with release and acquire, and run it again.  What does ThreadSanitizer report now, and in which sheet?  How fast must
 * the writer be to come back to the sheet that the reader has in its hands?
 *
 * You are done when native, tsan and a run with more actors (--threads 4) all hold.  A lock is an answer.  What would
 * the reader have to say, and to whom, for an answer without one?
 */
