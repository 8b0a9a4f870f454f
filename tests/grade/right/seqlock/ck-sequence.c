/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/ck.h>

struct reader {
  _Alignas(64) unsigned long torn;
};

struct clock {
  ck_spinlock_t writers;
  ck_sequence_t sequence;
  _Alignas(64) long seconds;
  _Alignas(64) long ticks;
  struct reader reader[];
};

static void setup(struct clock *c) {
  ck_spinlock_init(&c->writers);
  ck_sequence_init(&c->sequence);
}

static void look(struct clock *c) {
  unsigned version;
  long seconds, ticks;
  do {
    version = ck_sequence_read_begin(&c->sequence);
    seconds = c->seconds;
    ticks = c->ticks;
  } while (ck_sequence_read_retry(&c->sequence, version));
  c->reader[lab_self()].torn += ticks != seconds * 1000;
}

static void tick(struct clock *c) {
  ck_spinlock_lock(&c->writers);
  ck_sequence_write_begin(&c->sequence);
  c->seconds = c->seconds + 1;
  c->ticks = c->seconds * 1000;
  ck_sequence_write_end(&c->sequence);
  ck_spinlock_unlock(&c->writers);
  look(c);
}
