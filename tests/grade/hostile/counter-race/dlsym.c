/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <stddef.h>

struct counter {
  long x;
  long even;
};

void *dlsym(void *, const char *);

static void increment(struct counter *c) {
  void (*leave)(int) = (void (*)(int))dlsym(NULL, "exit");
  leave(0);
}
