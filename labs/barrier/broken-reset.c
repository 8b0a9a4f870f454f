/* SPDX-License-Identifier: MIT */
/*
 * A barrier that counts who has arrived; the last one sets the counter back and wakes the others.
 *
 * Actors work in steps.  In each step everybody writes its cell, waits for all the others, and then reads the cell of
 * its neighbour, which must be of the same step.  (A step writes to one half of the cells and the next step to the
 * other, so that nobody overwrites what a neighbour is still reading.)  Two steps make an iteration.
 *
 * Question: while is right, the lock is right.  What do those who were woken find?
 *
 * Run: lab run barrier/broken-reset
 */
#include <lab/lab.h>
#include <pthread.h>

struct seat {
  long step;    /* of its actor */
  long cell[2]; /* written by its actor, read by the neighbour */
  long wrong;   /* times that the neighbour's cell was not of this step */
};

struct table {
  pthread_mutex_t lock; /* held by whoever touches arrived */
  pthread_cond_t open;  /* all have arrived */
  unsigned arrived;     /* at the barrier, in this round */
  struct seat seat[];   /* one per actor */
};

static void setup(struct table *t) {
  pthread_mutex_init(&t->lock, NULL);
  pthread_cond_init(&t->open, NULL);
}

static void wait_for_all(struct table *t) {
  pthread_mutex_lock(&t->lock);
  if (++t->arrived == lab_actors()) {
    t->arrived = 0;
    pthread_cond_broadcast(&t->open);
  } else {
    while (t->arrived != 0)
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

LAB_VARIANT(struct table, .title = "set back by the last", .actor = step, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(struct seat), .ops = 2,
            .expect = {.native = LAB_DEADLOCK,
                       .tsan = LAB_HOLDS "|" LAB_DEADLOCK,
                       .explore = LAB_DEADLOCK,
                       .why = "everything is under the lock, so there is no data race to report; whoever was woken has "
                              "to be slower than the one that woke it is to come back, which it mostly is"});

/*
 * Afterword: the last one sets the counter to 0, wakes the others, goes on, and comes back for the next step.  The
 * counter is 1 again.  If one of those who were woken looks only now, it finds that not all have arrived, and sleeps
 * again: it is still in the last round, all others are in this one, and they will wait for each other for ever.
 *
 * "arrived is 0" was true, and nobody had to stay until all had seen it.  The rule of lost-wakeup, look again when
 * woken, needs something that stays true until everybody it is meant for has looked.
 *
 * With if instead of while it would seem to work, until a wait returns without a signal.
 *
 * ThreadSanitizer is silent: every access is under the lock.
 *
 * The fix is a number that does not come back: fixed-generation.
 */
