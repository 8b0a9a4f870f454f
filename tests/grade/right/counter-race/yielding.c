/* SPDX-License-Identifier: MIT */
// expect: PASS 90
#include <pthread.h>

#include <sched.h>

struct counter {
  long x;
  long even;
  pthread_mutex_t lock;
};

static void setup(struct counter *c) { pthread_mutex_init(&c->lock, NULL); }

static void increment(struct counter *c) {
  while (pthread_mutex_trylock(&c->lock) != 0)
    sched_yield();
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  pthread_mutex_unlock(&c->lock);
}
