/* SPDX-License-Identifier: MIT */
/*
 * A barrier that is right, in a program that is not: yours to repair.
 *
 * Actors work in steps.  In each step everybody writes its cell, waits for all the others, and then reads the cell of
 * its neighbour, which should be of the same step.  Sometimes it is not, although the barrier is that of POSIX.
 *
 * Change the state, setup and step so that every actor reads a cell of its own step.  Leave the audit as strict as it
 * is.
 *
 * Question: after the barrier the neighbour has written.  What else may it have done?
 *
 * Run: lab run barrier/exercise
 */
#include <lab/lab.h>
#include <pthread.h>

struct seat {
  long step;  /* of its actor */
  long cell;  /* written by its actor, read by the neighbour */
  long wrong; /* times that the neighbour's cell was not of this step */
};

struct table {
  pthread_barrier_t barrier;
  struct seat seat[]; /* one per actor */
};

static void setup(struct table *t) { pthread_barrier_init(&t->barrier, NULL, lab_actors()); }

static void step(struct table *t) {
  struct seat *mine = &t->seat[lab_self()], *neighbour = &t->seat[(lab_self() + 1) % lab_actors()];
  mine->step += 1;
  mine->cell = mine->step;
  pthread_barrier_wait(&t->barrier);
  mine->wrong += neighbour->cell != mine->step;
}

static void audit(const struct table *t, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_OUT_OF_ORDER, (unsigned long)t->seat[i].wrong);
}

static void teardown(struct table *t) { pthread_barrier_destroy(&t->barrier); }

LAB_VARIANT(struct table, .title = "yours to repair", .actor = step, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(struct seat), .ops = 2);

/*
 * Afterword: a hint, not the answer.  A barrier says that nobody is behind.  It does not say that nobody is ahead.
 * There are two ways: to wait once more, or to give a step a cell that the next step does not write.  Which one costs
 * what?
 *
 * You are done when native, tsan and a run with more actors (--threads 5) all hold.  Say for each cell who may touch it
 * between which two waits.
 */
