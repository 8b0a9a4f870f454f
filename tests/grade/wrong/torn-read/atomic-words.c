/* SPDX-License-Identifier: MIT */
// expect: FAIL torn
#include <stdatomic.h>

struct range {
  atomic_long low, high, values;
  unsigned long torn[];
};

static void widen(struct range *r) {
  long values = r->values;
  if (values % 2 == 0)
    r->low = -(values / 2);
  else
    r->high = values / 2 + 1;
  r->values = values + 1;
}

static void look(struct range *r) {
  long low = r->low;
  long high = r->high;
  long values = r->values;
  r->torn[lab_self()] += values > 0 && high - low != values - 1;
}
