/* SPDX-License-Identifier: MIT */
// expect: FAIL on-behalf
#include <stdatomic.h>

struct counter {
  atomic_long x;
  atomic_long even;
};

static _Thread_local long calls;

static void begin(struct counter *c) {
  (void)c;
  calls = 0;
}

static void increment(struct counter *c) {
  (void)c;
  calls++;
}

static void finish(struct counter *c) { /* all do as many, so one can say how many they were */
  const long all = calls * lab_actors();
  atomic_store(&c->x, all);
  atomic_store(&c->even, all / 2);
}
