/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <stdlib.h>

struct counter {
  long x;
  long even;
};

__attribute__((constructor)) static void early(void) { exit(0); }

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
