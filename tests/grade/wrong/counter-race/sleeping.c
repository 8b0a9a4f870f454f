/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
#include <unistd.h>

struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  usleep(lab_self() * 1000);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
