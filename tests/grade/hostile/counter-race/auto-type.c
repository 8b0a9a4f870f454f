/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  __auto_type x = c->x;
  c->x = x + 1;
}
