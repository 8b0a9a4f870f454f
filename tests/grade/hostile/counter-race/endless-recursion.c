/* SPDX-License-Identifier: MIT */
// expect: FAIL crash
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  volatile char frame[4096] = {0};
  increment(c);
  frame[0] = frame[1];
}
