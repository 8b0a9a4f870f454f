/* SPDX-License-Identifier: MIT */
// expect: FAIL compile
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  void add(struct counter *c) { c->x++; }
  add(c);
}
