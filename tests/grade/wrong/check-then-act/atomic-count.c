/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <stdatomic.h>

#define SEATS 2

struct hall {
  atomic_long unsold;
  char sold[SEATS];
  long tickets[];
};

static void setup(struct hall *h) { h->unsold = SEATS; }

static void sell(struct hall *h) {
  long seat = h->unsold;
  if (seat >= 1) {
    h->unsold -= 1;
    h->sold[seat - 1] += 1;
    h->tickets[lab_self()] += 1;
  }
}
