/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <pthread.h>

struct counter {
  long x;
  long even;
  pthread_mutex_t lock;
};

static void setup(struct counter *c) { pthread_mutex_init(&c->lock, NULL); }

static bool is_explored(const void *address) { return (unsigned long)address >> 40 < 0x50; }

static void increment(struct counter *c) {
  if (is_explored(c))
    pthread_mutex_lock(&c->lock);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  if (is_explored(c))
    pthread_mutex_unlock(&c->lock);
}
