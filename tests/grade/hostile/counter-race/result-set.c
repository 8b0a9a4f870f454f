/* SPDX-License-Identifier: MIT */
// expect: FAIL duplicated
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  c->x = 1000 * (long)lab_actors();
  c->even = c->x / 2;
}
