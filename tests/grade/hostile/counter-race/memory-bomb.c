/* SPDX-License-Identifier: MIT */
// expect: NO PASS
#include <stdlib.h>
#include <string.h>

struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  for (;;)
    memset(malloc(1 << 20), 1, 1 << 20);
}
