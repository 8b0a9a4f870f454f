/* SPDX-License-Identifier: MIT */
/*
 * A barrier that counts who has arrived.
 *
 * Actors work in steps.  In each step everybody writes its cell, waits for all the others, and then reads the cell of
 * its neighbour, which must be of the same step.  (A step writes to one half of the cells and the next step to the
 * other, so that nobody overwrites what a neighbour is still reading.)  Two steps make an iteration.
 *
 * Question: it works in the first step.  And in the second?
 *
 * Run: lab run barrier/broken
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
  atomic_uint arrived; /* at the barrier */
  struct seat seat[];  /* one per actor */
};

static void wait_for_all(struct table *t) {
  atomic_fetch_add(&t->arrived, 1);
  while (atomic_load(&t->arrived) < lab_actors())
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

LAB_VARIANT(struct table, .title = "counts, and never begins anew", .actor = step, .audit = audit,
            .per_actor = sizeof(struct seat), .ops = 2,
            .expect = {.native = LAB_GOES_STALE,
                       .tsan = LAB_DATA_RACE "|" LAB_GOES_STALE,
                       .explore = LAB_GOES_STALE,
                       .why = "native: one actor has to be a step ahead of its neighbour"});

/*
 * Afterword: after the first step all have arrived, and the counter says so for ever.  From then on nobody waits for
 * anybody.
 *
 * A barrier that is used once is easy, and that is how it gets tested.  To use it again somebody has to set it back, at
 * a moment when all have left and nobody has come back: broken-reset is the first idea, and worse.
 *
 * The neighbour's cell is read with nothing that makes its writer come first: a data race, which ThreadSanitizer
 * reports where the counter did not put the two in an order by chance.
 *
 * The fix: number the rounds (fixed-rounds), or turn the meaning of the flag round each time (fixed-sense), or let all
 * wait for the round to change (fixed-generation).
 */
