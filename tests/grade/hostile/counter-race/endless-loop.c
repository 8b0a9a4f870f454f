/* SPDX-License-Identifier: MIT */
// expect: NO PASS
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  for (volatile int i = 0;; i = 1 - i)
    ;
}
