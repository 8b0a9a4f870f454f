/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <pthread.h>
#include <stdatomic.h>

struct reader {
  _Alignas(64) unsigned long torn;
};

struct clock {
  pthread_mutex_t writers;
  _Alignas(64) atomic_long seconds;
  _Alignas(64) atomic_long ticks;
  struct reader reader[];
};

static void setup(struct clock *c) { pthread_mutex_init(&c->writers, NULL); }

static void look(struct clock *c) {
  long seconds = c->seconds;
  long ticks = c->ticks;
  c->reader[lab_self()].torn += ticks != seconds * 1000;
}

static void tick(struct clock *c) {
  pthread_mutex_lock(&c->writers);
  c->seconds = c->seconds + 1;
  c->ticks = c->seconds * 1000;
  pthread_mutex_unlock(&c->writers);
  look(c);
}
