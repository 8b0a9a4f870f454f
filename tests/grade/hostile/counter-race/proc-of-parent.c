/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <stddef.h>

struct counter {
  long x;
  long even;
};

int open(const char *, int, ...);

static void increment(struct counter *c) {
  open("/proc/1/mem", 2);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
