/* SPDX-License-Identifier: MIT */
/*
 * A barrier that is opened by turning a flag round.
 *
 * Actors work in steps.  In each step everybody writes its cell, waits for all the others, and then reads the cell of
 * its neighbour, which must be of the same step.  (A step writes to one half of the cells and the next step to the
 * other, so that nobody overwrites what a neighbour is still reading.)  Two steps make an iteration.
 *
 * Question: how does an actor know whether the flag has been turned, or has not been turned back yet?
 *
 * Run: lab run barrier/fixed-sense
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

struct seat {
  long step;    /* of its actor */
  long cell[2]; /* written by its actor, read by the neighbour */
  long wrong;   /* times that the neighbour's cell was not of this step */
};

struct table {
  atomic_uint arrived; /* at the barrier, in this round */
  atomic_bool sense;   /* turned round by the last to arrive */
  struct seat seat[];  /* one per actor */
};

static void wait_for_all(struct table *t) {
  const bool sense = atomic_load(&t->sense);
  if (atomic_fetch_add(&t->arrived, 1) + 1 == lab_actors()) {
    atomic_store(&t->arrived, 0);
    atomic_store(&t->sense, !sense);
    return;
  }
  while (atomic_load(&t->sense) == sense)
    ck_pr_stall();
}

static void step(struct table *t) {
  struct seat *mine = &t->seat[lab_self()], *neighbour = &t->seat[(lab_self() + 1) % lab_actors()];
  mine->step += 1;
  mine->cell[mine->step % 2] = mine->step;
  wait_for_all(t);
  mine->wrong += neighbour->cell[mine->step % 2] != mine->step;
}

static void audit(const struct table *t, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, (unsigned long)t->seat[i].wrong);
}

LAB_VARIANT(struct table, .title = "sense reversing", .actor = step, .audit = audit, .per_actor = sizeof(struct seat),
            .ops = 2, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: it looks before it arrives.  Until it has arrived the round cannot end, so what it sees is the sense of
 * this round, and it waits for the other one.  The flag cannot be turned twice meanwhile, because the next round needs
 * this actor too.
 *
 * The counter is set back before the flag is turned, so that nobody comes back to an old count.
 *
 * Everybody who waits reads one word, and the last one writes it: that is cheap until there are many actors.  Then
 * trees are better (fixed-ck-mcs), where each waits for a few.
 */
