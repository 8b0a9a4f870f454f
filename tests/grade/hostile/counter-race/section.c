/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

static const void *const entry __attribute__((used, section("lab_variants"))) = 0;

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
