/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  \u0061sm("nop");
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
