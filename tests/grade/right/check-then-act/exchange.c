/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <stdatomic.h>

#define SEATS 2

struct hall {
  atomic_long unsold;
  char sold[SEATS]; /* of one seat: only who got it writes */
  long tickets[];
};

static void setup(struct hall *h) { atomic_init(&h->unsold, SEATS); }

static void sell(struct hall *h) {
  long seat = atomic_load(&h->unsold);
  do {
    if (seat < 1)
      return;
  } while (!atomic_compare_exchange_weak(&h->unsold, &seat, seat - 1));
  h->sold[seat - 1] += 1;
  h->tickets[lab_self()] += 1;
}
