/* SPDX-License-Identifier: MIT */
// expect: PASS 100
// table: s/\.watch = .*/.watch = {LAB_WATCH(struct range, values)});/
#include <stdatomic.h>

struct range {
  atomic_long values; /* low and high follow from it */
  unsigned long torn[];
};

static void widen(struct range *r) { atomic_fetch_add(&r->values, 1); }

static void look(struct range *r) {
  const long values = atomic_load(&r->values), low = -((values - 1) / 2), high = values / 2;
  r->torn[lab_self()] += values > 0 && high - low != values - 1;
}
