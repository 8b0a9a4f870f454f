/* SPDX-License-Identifier: MIT */
// expect: FAIL torn
#include <stdatomic.h>

struct range {
  atomic_long low, high, values;
  unsigned long torn[];
};

static void widen(struct range *r) {
  long values = atomic_fetch_add(&r->values, 1);
  if (values % 2 == 0)
    atomic_store(&r->low, -(values / 2));
  else
    atomic_store(&r->high, values / 2 + 1);
}

static void look(struct range *r) { /* if nothing was added in the meantime it was a moment */
  long low, high, values;
  do {
    values = r->values;
    low = r->low;
    high = r->high;
  } while (values != r->values);
  r->torn[lab_self()] += values > 0 && high - low != values - 1;
}
