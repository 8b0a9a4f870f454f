/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <stdlib.h>

struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  exit(0);
}
