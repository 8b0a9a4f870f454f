/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

__attribute__((no_sanitize("thread"))) static void hidden(struct counter *c) { c->x++; }

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
