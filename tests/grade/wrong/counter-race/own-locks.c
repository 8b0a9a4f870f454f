/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
#include <pthread.h>

struct counter {
  long x;
  long even;
  pthread_mutex_t lock[2];
};

static void setup(struct counter *c) {
  pthread_mutex_init(&c->lock[0], NULL);
  pthread_mutex_init(&c->lock[1], NULL);
}

static void increment(struct counter *c) {
  pthread_mutex_lock(&c->lock[lab_self() % 2]);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  pthread_mutex_unlock(&c->lock[lab_self() % 2]);
}
