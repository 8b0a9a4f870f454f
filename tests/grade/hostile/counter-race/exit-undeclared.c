/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  void _exit(int);
  _exit(0);
}
