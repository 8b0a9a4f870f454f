/* SPDX-License-Identifier: MIT */
// expect: FAIL *
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  unsigned long *wild = (unsigned long *)0x10000000;
  *wild = 0;
}
