/* SPDX-License-Identifier: MIT */
/*
 * A barrier that counts who has arrived; the last one begins a new generation and wakes the others.
 *
 * Actors work in steps.  In each step everybody writes its cell, waits for all the others, and then reads the cell of
 * its neighbour, which must be of the same step.  (A step writes to one half of the cells and the next step to the
 * other, so that nobody overwrites what a neighbour is still reading.)  Two steps make an iteration.
 *
 * Question: what is true for those who were woken, however late they look?
 *
 * Run: lab run barrier/fixed-generation
 */
#include <lab/lab.h>
#include <pthread.h>

struct seat {
  long step;    /* of its actor */
  long cell[2]; /* written by its actor, read by the neighbour */
  long wrong;   /* times that the neighbour's cell was not of this step */
};

struct table {
  pthread_mutex_t lock; /* held by whoever touches the next two */
  pthread_cond_t open;  /* all have arrived */
  unsigned arrived;     /* at the barrier, in this round */
  unsigned generation;  /* rounds that are over */
  struct seat seat[];   /* one per actor */
};

static void setup(struct table *t) {
  pthread_mutex_init(&t->lock, NULL);
  pthread_cond_init(&t->open, NULL);
}

static void wait_for_all(struct table *t) {
  pthread_mutex_lock(&t->lock);
  const unsigned mine = t->generation;
  if (++t->arrived == lab_actors()) {
    t->arrived = 0;
    t->generation += 1;
    pthread_cond_broadcast(&t->open);
  } else {
    while (t->generation == mine)
      pthread_cond_wait(&t->open, &t->lock);
  }
  pthread_mutex_unlock(&t->lock);
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

static void teardown(struct table *t) {
  pthread_cond_destroy(&t->open);
  pthread_mutex_destroy(&t->lock);
}

LAB_VARIANT(struct table, .title = "a generation per round", .actor = step, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(struct seat), .ops = 2,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: that their generation is over.  It cannot become untrue again, so it does not matter when they look, nor
 * who has come back by then.
 *
 * An overflow does no harm: nobody can be late by more than one generation, since the next one needs everybody, so all
 * that counts is whether the number has changed.  One bit would do; then it is fixed-sense, with sleep.
 *
 * pthread_barrier_wait is this, ready made: fixed-pthread.
 */
