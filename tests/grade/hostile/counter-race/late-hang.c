/* SPDX-License-Identifier: MIT */
// expect: NO PASS
#include <pthread.h>

struct counter {
  long x;
  long even;
  pthread_mutex_t lock;
};

static _Thread_local unsigned calls;

static void setup(struct counter *c) { pthread_mutex_init(&c->lock, NULL); }

static void increment(struct counter *c) {
  pthread_mutex_lock(&c->lock);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  pthread_mutex_unlock(&c->lock);
  if (++calls < 50)
    return;
  for (volatile int i = 0;; i = 1 - i)
    ;
}
