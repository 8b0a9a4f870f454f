/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#pragma redefine_extname increment exit

struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
