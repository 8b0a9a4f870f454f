/* SPDX-License-Identifier: MIT */
// expect: FAIL unobserved
#include <pthread.h>

struct seat {
  long step;
  long cell;
  long wrong;
};

struct table {
  pthread_barrier_t barrier;
  struct seat seat[];
};

static void step(struct table *t) { /* compares with its own step, whoever's cell it writes */
  struct seat *mine = &t->seat[lab_self()];
  mine->step += 1;
  mine->cell = mine->step;
  const struct seat *neighbour = &t->seat[lab_self()];
  mine->wrong += neighbour->step != mine->step;
}
