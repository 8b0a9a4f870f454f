/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
#include <semaphore.h>

struct counter {
  long x;
  long even;
  sem_t free;
};

static void setup(struct counter *c) { sem_init(&c->free, 0, 2); }

static void increment(struct counter *c) {
  sem_wait(&c->free);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  sem_post(&c->free);
}
