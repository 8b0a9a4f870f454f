/* SPDX-License-Identifier: MIT */
// expect: FAIL torn
#include <stdatomic.h>

struct counter {
  atomic_long x;
  atomic_long even;
};

static void increment(struct counter *c) {
  atomic_fetch_add(&c->x, 1);
  if (atomic_load(&c->x) % 2 == 0)
    atomic_fetch_add(&c->even, 1);
}
