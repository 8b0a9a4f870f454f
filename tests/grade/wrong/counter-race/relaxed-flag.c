/* SPDX-License-Identifier: MIT */
// expect: FAIL data-race
#include <stdatomic.h>

struct counter {
  long x;
  long even;
  atomic_uint taken;
};

static void increment(struct counter *c) {
  while (atomic_exchange_explicit(&c->taken, 1, memory_order_relaxed))
    ;
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  atomic_store_explicit(&c->taken, 0, memory_order_relaxed);
}
