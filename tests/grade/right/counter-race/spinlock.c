/* SPDX-License-Identifier: MIT */
// expect: PASS 90
#include <lab/ck.h>

struct counter {
  long x;
  long even;
  ck_spinlock_t lock;
};

static void setup(struct counter *c) { ck_spinlock_init(&c->lock); }

static void increment(struct counter *c) {
  ck_spinlock_lock(&c->lock);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  ck_spinlock_unlock(&c->lock);
}
