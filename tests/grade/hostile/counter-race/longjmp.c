/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

static void *frame[5];

static void increment(struct counter *c) {
  if (__builtin_setjmp(frame) == 0)
    __builtin_longjmp(frame, 1);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
