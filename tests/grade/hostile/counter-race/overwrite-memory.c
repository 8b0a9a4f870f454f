/* SPDX-License-Identifier: MIT */
// expect: FAIL *
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  for (long *p = &c->x;; p++)
    *p = 0;
}
