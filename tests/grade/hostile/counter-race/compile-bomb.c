/* SPDX-License-Identifier: MIT */
// expect: NO PASS
#define A(x) x x x x x x x x x x x x x x x x
#define B(x) A(A(A(A(x))))
#define C(x) B(B(x))

struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  C(c->x++;)
}
