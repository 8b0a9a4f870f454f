/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <stdatomic.h>

struct reader {
  _Alignas(64) unsigned long torn;
};

struct clock {
  atomic_uint sequence;
  _Alignas(64) atomic_long seconds;
  _Alignas(64) atomic_long ticks;
  struct reader reader[];
};

static void look(struct clock *c) {
  unsigned before;
  long seconds, ticks;
  do {
    before = atomic_load(&c->sequence);
    seconds = atomic_load(&c->seconds);
    ticks = atomic_load(&c->ticks);
  } while (before % 2 == 1 || atomic_load(&c->sequence) != before);
  c->reader[lab_self()].torn += ticks != seconds * 1000;
}

static void tick(struct clock *c) {
  atomic_fetch_add(&c->sequence, 1);
  c->seconds = c->seconds + 1;
  c->ticks = c->seconds * 1000;
  atomic_fetch_add(&c->sequence, 1);
  look(c);
}
