/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <string.h>

struct counter {
  long x;
  long even;
};

void *memset(void *to, int c, size_t n) {
  (void)c, (void)n;
  return to;
}

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
