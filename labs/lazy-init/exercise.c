/* SPDX-License-Identifier: MIT */
/*
 * Fill in the table when it is first needed: yours to repair.
 *
 * Actors share a table of squares, which is filled in by whoever needs it first.  Each of them looks two hundred
 * squares up.  Every square should be right, and the table should be filled in once.
 *
 * Change the state, setup and look_up so that this holds.  Leave the audit as strict as it is.
 *
 * Question: what does an actor find that comes a moment after the first?  Does it help to move one line?
 *
 * Run: lab run lazy-init/exercise
 */
#include <lab/lab.h>

#define ENTRIES 16

struct actor {
  unsigned long lookups, fills, wrong;
};

struct table {
  bool filled;
  unsigned long square[ENTRIES];
  struct actor actor[];
};

static void look_up(struct table *t) {
  struct actor *me = &t->actor[lab_self()];
  if (!t->filled) {
    t->filled = true;
    me->fills++;
    for (unsigned i = 0; i < ENTRIES; i++)
      t->square[i] = i * i;
  }
  unsigned long i = me->lookups++ % ENTRIES;
  me->wrong += t->square[i] != i * i;
}

static void audit(const struct table *t, struct lab_audit *audit) {
  unsigned long fills = 0;
  for (unsigned i = 0; i < lab_actors(); i++) {
    fills += t->actor[i].fills;
    lab_count(audit, LAB_STALE, t->actor[i].wrong);
  }
  lab_count(audit, LAB_DUPLICATED, fills > 1 ? fills - 1 : 0);
}

LAB_VARIANT(struct table, .title = "yours to repair", .actor = look_up, .audit = audit,
            .per_actor = sizeof(struct actor), .ops = 200, .watch = {LAB_WATCH(struct table, filled)});

/*
 * Afterword: a hint, not the answer.  "stale" means here that a square was looked up which was not filled in yet.  Move
 * "filled = true" behind the loop and run it again: "stale" goes, natively, and "duplicated" stays.  What does
 * ThreadSanitizer say now, and which of its two complaints would cause harm on a machine that reorders stores?
 *
 * You are done when native, tsan and a run with more actors (--threads 4) all hold.  Then compare the time of a lookup
 * with that of fixed-once and fixed-mutex: how much does your version cost an actor that finds the table filled?
 */
