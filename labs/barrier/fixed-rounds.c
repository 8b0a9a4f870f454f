/* SPDX-License-Identifier: MIT */
/*
 * A barrier that counts who has arrived, in all rounds together.
 *
 * Actors work in steps.  In each step everybody writes its cell, waits for all the others, and then reads the cell of
 * its neighbour, which must be of the same step.  (A step writes to one half of the cells and the next step to the
 * other, so that nobody overwrites what a neighbour is still reading.)  Two steps make an iteration.
 *
 * Question: nothing is ever set back.  How does it know whom to wait for?
 *
 * Run: lab run barrier/fixed-rounds
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
  atomic_uint arrived; /* at the barrier, in all rounds together */
  struct seat seat[];  /* one per actor */
};

static void wait_for_all(struct table *t, long round) {
  atomic_fetch_add(&t->arrived, 1);
  while (atomic_load(&t->arrived) < round * lab_actors())
    ck_pr_stall();
}

static void step(struct table *t) {
  struct seat *mine = &t->seat[lab_self()], *neighbour = &t->seat[(lab_self() + 1) % lab_actors()];
  mine->step += 1;
  mine->cell[mine->step % 2] = mine->step;
  wait_for_all(t, mine->step);
  mine->wrong += neighbour->cell[mine->step % 2] != mine->step;
}

static void audit(const struct table *t, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, (unsigned long)t->seat[i].wrong);
}

LAB_VARIANT(struct table, .title = "counts on and on", .actor = step, .audit = audit, .per_actor = sizeof(struct seat),
            .ops = 2, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: in round r everybody has arrived when r times the number of actors have.  Nobody can be a round ahead
 * before that, because to leave round r takes all of them.
 *
 * The number only grows, so nobody can come too late to see it: however long an actor was put aside, the condition that
 * it waits for stays true.  That is what broken-reset lacks.
 *
 * It ends when the counter overflows: with 32 bits and two actors after two thousand million rounds.  A comparison of
 * the difference with zero would last for ever.  And each actor has to know the number of its round, which here is its
 * step.
 */
