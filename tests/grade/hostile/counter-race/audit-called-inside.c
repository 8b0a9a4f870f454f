/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  struct lab_audit fake = {.expected = 5};
  lab_expect_total(&fake, c->x);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
