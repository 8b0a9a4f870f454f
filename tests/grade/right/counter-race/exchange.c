/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <stdatomic.h>

struct counter {
  atomic_long x;
  atomic_long even;
};

static void increment(struct counter *c) {
  long seen = atomic_load(&c->x);
  while (!atomic_compare_exchange_weak(&c->x, &seen, seen + 1))
    ;
  if ((seen + 1) % 2 == 0)
    atomic_fetch_add_explicit(&c->even, 1, memory_order_relaxed);
}
