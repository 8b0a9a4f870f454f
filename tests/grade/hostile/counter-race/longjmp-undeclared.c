/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

int _setjmp(long *);
void longjmp(long *, int) ;
static long frame[64];

static void increment(struct counter *c) {
  if (_setjmp(frame) == 0)
    longjmp(frame, 1);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
