/* SPDX-License-Identifier: MIT */
// expect: FAIL on-behalf
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  if (lab_self() != 0)
    return;
  c->x = c->x + lab_actors(); /* on behalf of all */
  c->even = c->x / 2;
}
