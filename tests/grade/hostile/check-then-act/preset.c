/* SPDX-License-Identifier: MIT */
// expect: FAIL unobserved
#define SEATS 2

struct hall {
  long unsold;
  char sold[SEATS];
  long tickets[];
};

static void setup(struct hall *h) {
  for (int seat = SEATS; seat >= 1; seat--)
    h->sold[seat - 1] = 1;
  h->tickets[0] = SEATS;
}

static void sell(struct hall *h) {
  long seat = h->unsold;
  if (seat >= 1) {
    h->sold[seat - 1] += 1;
    h->tickets[lab_self()] += 1;
  }
}
