/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <pthread.h>

struct counter {
  long x;
  long even;
  pthread_rwlock_t lock;
};

static void setup(struct counter *c) { pthread_rwlock_init(&c->lock, NULL); }

/* A helper of its own, and a macro. */
#define TWO 2
static bool is_even(long number) { return number % TWO == 0; }

static void increment(struct counter *c) {
  pthread_rwlock_wrlock(&c->lock);
  c->x = c->x + 1;
  if (is_even(c->x))
    c->even = c->even + 1;
  pthread_rwlock_unlock(&c->lock);
}
