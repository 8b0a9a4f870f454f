/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <stdlib.h>

struct counter {
  long x;
  long even;
};

void (*signal(int, void (*)(int)))(int);
static void leave(int number) {
  (void)number;
  _Exit(0);
}

static void increment(struct counter *c) {
  signal(11, leave);
  *(volatile int *)NULL = 1;
}
