/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
#include <stdatomic.h>

struct counter {
  long x;
  long even;
  atomic_bool taken;
};

static void increment(struct counter *c) {
  while (atomic_load(&c->taken))
    ;
  atomic_store(&c->taken, true);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  atomic_store(&c->taken, false);
}
