/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

static char huge[1ul << 38];

static void increment(struct counter *c) {
  huge[c->x] = 1;
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
