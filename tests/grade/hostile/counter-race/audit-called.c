/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

/* What lab_count adds would say whether this is the control. */
static void increment(struct counter *c) {
  struct lab_audit fake = {0};
  lab_count(&fake, LAB_TORN, 0);
  if (fake.tally[LAB_TORN] != 0)
    return;
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
