/* SPDX-License-Identifier: MIT */
// expect: FAIL torn
#include <pthread.h>

struct counter {
  long x;
  long even;
  pthread_mutex_t lock;
};

static void setup(struct counter *c) { pthread_mutex_init(&c->lock, NULL); }

static void increment(struct counter *c) {
  pthread_mutex_lock(&c->lock);
  c->x = c->x + 1;
  pthread_mutex_unlock(&c->lock);
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
