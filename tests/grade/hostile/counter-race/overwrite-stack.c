/* SPDX-License-Identifier: MIT */
// expect: FAIL *
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  long here = 0;
  for (volatile long *p = &here;; p++)
    *p = 0;
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
