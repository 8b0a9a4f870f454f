/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
#include <time.h>

struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  const struct timespec turn = {.tv_nsec = 1000 * lab_self()};
  nanosleep(&turn, NULL);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
