/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

extern void increment_too(struct counter *c) __asm("exit");

static void increment(struct counter *c) {
  increment_too(c);
}
