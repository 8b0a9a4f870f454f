/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <pthread.h>

struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  pthread_t thread;
  pthread_create(&thread, NULL, NULL, NULL);
}
