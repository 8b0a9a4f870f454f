/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <pthread.h>

struct reader {
  _Alignas(64) unsigned long torn;
};

struct clock {
  _Alignas(64) long seconds;
  _Alignas(64) long ticks;
  pthread_mutex_t lock;
  struct reader reader[];
};

static void setup(struct clock *c) { pthread_mutex_init(&c->lock, NULL); }

static void look(struct clock *c) {
  long seconds = c->seconds;
  long ticks = c->ticks;
  c->reader[lab_self()].torn += ticks != seconds * 1000;
}

static void tick(struct clock *c) {
  pthread_mutex_lock(&c->lock);
  c->seconds = c->seconds + 1;
  c->ticks = c->seconds * 1000;
  look(c);
  pthread_mutex_unlock(&c->lock);
}
