/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

void __tsan_write8(void *address) { (void)address; }

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
