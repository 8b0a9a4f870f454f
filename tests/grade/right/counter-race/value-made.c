/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <stdatomic.h>

struct counter {
  atomic_long x;
  atomic_long even;
};

static void increment(struct counter *c) {
  const long made = atomic_fetch_add(&c->x, 1) + 1;
  if (made % 2 == 0)
    atomic_fetch_add(&c->even, 1);
}
