/* SPDX-License-Identifier: MIT */
/*
 * If there is a seat, sell it: yours to repair.
 *
 * Actors sell the last seats of a hall, the two in front.  Each of them is asked for a ticket a thousand times: it
 * looks whether a seat is free, and sells it if so.  When all of them are done each seat should have been sold once,
 * and there should be a ticket for each.
 *
 * Change the state, setup and sell so that this holds.  Leave the audit as strict as it is.
 *
 * Question: is it enough to make the count of free seats atomic?
 *
 * Run: lab run check-then-act/exercise
 */
#include <lab/lab.h>

#define SEATS 2

struct hall {
  long unsold;
  char sold[SEATS]; /* how often */
  long tickets[];   /* one per actor: what it has sold */
};

static void setup(struct hall *h) { h->unsold = SEATS; }

static void sell(struct hall *h) {
  long seat = h->unsold;
  if (seat >= 1) {
    h->unsold = seat - 1;
    h->sold[seat - 1] += 1;
    h->tickets[lab_self()] += 1;
  }
}

static void audit(const struct hall *h, struct lab_audit *audit) {
  long tickets = 0;
  for (unsigned i = 0; i < lab_actors(); i++)
    tickets += h->tickets[i];
  lab_count(audit, LAB_OVERDRAWN, tickets > SEATS ? (unsigned long)(tickets - SEATS) : 0);
  lab_count(audit, LAB_LOST, tickets < SEATS ? (unsigned long)(SEATS - tickets) : 0);
  for (unsigned i = 0; i < SEATS; i++)
    lab_count(audit, h->sold[i] < 1 ? LAB_LOST : LAB_DUPLICATED, h->sold[i] != 1);
}

LAB_VARIANT(struct hall, .title = "yours to repair", .actor = sell, .setup = setup, .audit = audit,
            .per_actor = sizeof(long), .ops = 1000, .watch = {LAB_WATCH(struct hall, unsold)});

/*
 * Afterword: a hint, not the answer.  "overdrawn" means here that there are more tickets than seats, "duplicated" that
 * a seat was sold twice, "lost" that it was never sold.  With atomic_fetch_sub no two actors get the same number; what
 * do the last ones get?  An actor that subtracts before it looks must say where its seat is if the number was 0 or
 * less.
 *
 * There is a way with a lock and a way without.  You are done when native, tsan and a run with more actors (--threads
 * 4) all hold.  Then look at sold: two actors write to one array, and no lock need be held for it.  Why is that right,
 * in your version?
 */
