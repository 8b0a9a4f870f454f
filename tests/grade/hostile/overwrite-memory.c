/* SPDX-License-Identifier: MIT */
// expect: FAIL heap-use-after-free
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  for (long *p = &c->x;; p++)
    *p = 0;
}
