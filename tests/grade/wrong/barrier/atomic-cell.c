/* SPDX-License-Identifier: MIT */
// expect: FAIL out-of-order
#include <pthread.h>
#include <stdatomic.h>

struct seat {
  long step;
  atomic_long cell;
  long wrong;
};

struct table {
  pthread_barrier_t barrier;
  struct seat seat[];
};

static void setup(struct table *t) { pthread_barrier_init(&t->barrier, NULL, lab_actors()); }

static void step(struct table *t) {
  struct seat *mine = &t->seat[lab_self()], *neighbour = &t->seat[(lab_self() + 1) % lab_actors()];
  mine->step += 1;
  mine->cell = mine->step;
  pthread_barrier_wait(&t->barrier);
  mine->wrong += neighbour->cell != mine->step;
}

static void teardown(struct table *t) { pthread_barrier_destroy(&t->barrier); }
