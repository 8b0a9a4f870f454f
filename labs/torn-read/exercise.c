/* SPDX-License-Identifier: MIT */
/*
 * The lowest and the highest so far: yours to repair.
 *
 * Half of the actors put values into a range, fifty times each: the first is both its lowest and its highest, and
 * each later one widens it.  The others look how wide it is and how many values went in.  When one value is in, the
 * range is 0 wide; with each further one it is 1 wider.  Nobody should ever see anything else.
 *
 * Change the state, setup, widen and look so that this holds.  Leave the audit as strict as it is.
 *
 * Question: three words belong together here.  Which pairs of them can a reader get wrong?
 *
 * Run: lab run torn-read/exercise
 */
#include <lab/lab.h>

struct range {
  long low, high, values;
  unsigned long torn[]; /* one per actor: looks at a range that never was */
};

static void widen(struct range *r) {
  long values = r->values;
  if (values % 2 == 0)
    r->low = -(values / 2);
  else
    r->high = values / 2 + 1;
  r->values = values + 1;
}

static void look(struct range *r) {
  long low = r->low;
  long high = r->high;
  long values = r->values;
  r->torn[lab_self()] += values > 0 && high - low != values - 1;
}

static void audit(const struct range *r, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, r->torn[i]);
  lab_count(audit, LAB_LOST, (lab_actors() + 1) / 2 * audit->expected / lab_actors() - (unsigned long)r->values);
}

LAB_VARIANT(struct range, .title = "yours to repair", .actors = {{"writer", widen}, {"reader", look}}, .audit = audit,
            .per_actor = sizeof(unsigned long), .ops = 50,
            .watch = {LAB_WATCH(struct range, low), LAB_WATCH(struct range, high), LAB_WATCH(struct range, values)});

/*
 * Afterword: a hint, not the answer.  "torn" are the looks at a range that never was, "lost" the values that did not go
 * in, which with one writer is none; try --threads 4.
 *
 * All three words change under one roof, so whatever you choose has to cover all three, for the writers and for the
 * readers.  You are done when native, tsan and a run with more actors all hold.  Then look at the time: is there a way
 * in which a reader never waits?  What would you do if low, high and values were three bytes?
 */
