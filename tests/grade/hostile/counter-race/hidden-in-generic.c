/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
struct counter {
  long x;
  long even;
};

#define ADD(n) _Generic((n), long: (n) + 1, default: (n))

static void increment(struct counter *c) {
  c->x = ADD(c->x);
  if (c->x % 2 == 0)
    c->even = ADD(c->even);
}
