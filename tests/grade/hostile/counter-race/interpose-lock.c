/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <pthread.h>

struct counter {
  long x;
  long even;
};

int pthread_mutex_lock(pthread_mutex_t *m) {
  (void)m;
  return 0;
}

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
