/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

void lab_counts_fold(void *counts, void *audit, unsigned long i) { (void)counts, (void)audit, (void)i; }

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
