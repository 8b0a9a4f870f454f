/* SPDX-License-Identifier: MIT */
/*
 * The centralized barrier of Concurrency Kit.
 *
 * Actors work in steps.  In each step everybody writes its cell, waits for all the others, and then reads the cell of
 * its neighbour, which must be of the same step.  (A step writes to one half of the cells and the next step to the
 * other, so that nobody overwrites what a neighbour is still reading.)  Two steps make an iteration.
 *
 * Question: why has each actor a state of its own?
 *
 * Run: lab run barrier/fixed-ck-centralized
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct seat {
  long step;    /* of its actor */
  long cell[2]; /* written by its actor, read by the neighbour */
  long wrong;   /* times that the neighbour's cell was not of this step */
  ck_barrier_centralized_state_t sense;
};

struct table {
  ck_barrier_centralized_t barrier; /* ready when it is zero, as the senses are */
  struct seat seat[];               /* one per actor */
};

static void step(struct table *t) {
  struct seat *mine = &t->seat[lab_self()], *neighbour = &t->seat[(lab_self() + 1) % lab_actors()];
  mine->step += 1;
  mine->cell[mine->step % 2] = mine->step;
  ck_barrier_centralized(&t->barrier, &mine->sense, lab_actors());
  mine->wrong += neighbour->cell[mine->step % 2] != mine->step;
}

static void audit(const struct table *t, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, (unsigned long)t->seat[i].wrong);
}

LAB_VARIANT(struct table, .title = "ck_barrier_centralized", .actor = step, .audit = audit,
            .per_actor = sizeof(struct seat), .ops = 2,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: it is fixed-sense.  The sense that an actor waits for is in its own state instead of being read before it
 * arrives: one read of a shared word less.
 *
 * It spins and never sleeps, as is usual where each actor has a CPU of its own.  With more actors than CPUs, whoever
 * waits would use up its time slice while those it waits for have no CPU; in this laboratory ck's waiting loops
 * therefore give up the CPU now and then.
 */
