/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <stddef.h>

struct counter {
  long x;
  long even;
};

void *mmap(void *, size_t, int, int, int, long);

static void increment(struct counter *c) {
  mmap(NULL, 4096, 3, 1, 4, 0);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
