/* SPDX-License-Identifier: MIT */
/*
 * The barrier of POSIX.
 *
 * Actors work in steps.  In each step everybody writes its cell, waits for all the others, and then reads the cell of
 * its neighbour, which must be of the same step.  (A step writes to one half of the cells and the next step to the
 * other, so that nobody overwrites what a neighbour is still reading.)  Two steps make an iteration.
 *
 * Question: it returns a special value in one of the actors.  What for?
 *
 * Run: lab run barrier/fixed-pthread
 */
#include <lab/lab.h>
#include <pthread.h>

struct seat {
  long step;    /* of its actor */
  long cell[2]; /* written by its actor, read by the neighbour */
  long wrong;   /* times that the neighbour's cell was not of this step */
};

struct table {
  pthread_barrier_t barrier;
  struct seat seat[]; /* one per actor */
};

static void setup(struct table *t) { pthread_barrier_init(&t->barrier, NULL, lab_actors()); }

static void step(struct table *t) {
  struct seat *mine = &t->seat[lab_self()], *neighbour = &t->seat[(lab_self() + 1) % lab_actors()];
  mine->step += 1;
  mine->cell[mine->step % 2] = mine->step;
  pthread_barrier_wait(&t->barrier);
  mine->wrong += neighbour->cell[mine->step % 2] != mine->step;
}

static void audit(const struct table *t, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, (unsigned long)t->seat[i].wrong);
}

static void teardown(struct table *t) { pthread_barrier_destroy(&t->barrier); }

LAB_VARIANT(struct table, .title = "pthread_barrier_wait", .actor = step, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(struct seat), .ops = 2,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: pthread_barrier_wait returns PTHREAD_BARRIER_SERIAL_THREAD in one of the actors and 0 in the others, so
 * that one can do what has to be done once per step, such as to add up the results.
 *
 * It sleeps, at least when the wait is long, so it is the one to use where there may be more actors than CPUs.  Where
 * all have a CPU of their own and steps are short, falling asleep and being woken cost more than the step.
 *
 * The number of actors is fixed when the barrier is made.  If one of them leaves early, the others wait for ever.
 */
