/* SPDX-License-Identifier: MIT */
// expect: FAIL compile
#include <pthread.h>
struct counter {
  long x;
  long even;
  pthread_mutex_t lock;
};

static inline int pthread_mutex_unlock(pthread_mutex_t *m) { return m == 0; }

static void increment(struct counter *c) {
  pthread_mutex_lock(&c->lock);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  pthread_mutex_unlock(&c->lock);
}
