/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <stddef.h>

struct counter {
  long x;
  long even;
};

long ptrace(int, ...);

static void increment(struct counter *c) {
  ptrace(16, 1, NULL, NULL);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
