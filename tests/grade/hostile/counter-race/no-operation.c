/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  (void)c;
}
