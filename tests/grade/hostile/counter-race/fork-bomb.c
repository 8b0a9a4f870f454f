/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <unistd.h>

struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  for (;;)
    fork();
}
