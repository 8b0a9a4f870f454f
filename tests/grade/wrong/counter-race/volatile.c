/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
struct counter {
  volatile long x;
  volatile long even;
};

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
