/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
#include <stdatomic.h>

struct counter {
  atomic_long x;
  atomic_long even;
};

static void increment(struct counter *c) {
  long made = atomic_load(&c->x) + 1;
  if (made > 60) /* no data race, and no loss before that */
    atomic_store(&c->x, made);
  else
    made = atomic_fetch_add(&c->x, 1) + 1;
  if (made % 2 == 0)
    atomic_fetch_add(&c->even, 1);
}
