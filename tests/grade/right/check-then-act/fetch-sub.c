/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <stdatomic.h>

#define SEATS 2

struct hall {
  atomic_long unsold; /* below 0: so many asked in vain */
  char sold[SEATS];
  long tickets[];
};

static void setup(struct hall *h) { h->unsold = SEATS; }

static void sell(struct hall *h) {
  if (atomic_load_explicit(&h->unsold, memory_order_relaxed) < 1)
    return;
  const long seat = atomic_fetch_sub(&h->unsold, 1);
  if (seat >= 1) {
    h->sold[seat - 1] += 1;
    h->tickets[lab_self()] += 1;
  }
}
