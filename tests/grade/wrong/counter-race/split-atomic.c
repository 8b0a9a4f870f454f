/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
#include <stdatomic.h>

struct counter {
  atomic_long x;
  atomic_long even;
};

static void increment(struct counter *c) {
  const long made = atomic_load(&c->x) + 1;
  atomic_store(&c->x, made);
  if (made % 2 == 0)
    atomic_fetch_add(&c->even, 1);
}
