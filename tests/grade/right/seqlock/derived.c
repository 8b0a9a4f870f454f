/* SPDX-License-Identifier: MIT */
// expect: PASS *
// table: s/, LAB_WATCH(struct clock, ticks)//
#include <stdatomic.h>

struct reader {
  _Alignas(64) unsigned long torn;
};

struct clock {
  _Alignas(64) atomic_long seconds; /* ticks follow from it */
  struct reader reader[];
};

static void look(struct clock *c) {
  long seconds = atomic_load(&c->seconds), ticks = seconds * 1000;
  c->reader[lab_self()].torn += ticks != seconds * 1000;
}

static void tick(struct clock *c) {
  atomic_fetch_add(&c->seconds, 1);
  look(c);
}
