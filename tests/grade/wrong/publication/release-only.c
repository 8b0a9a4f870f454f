/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <stdatomic.h>

struct sheet {
  long income, expense, balance;
};

struct desk {
  struct sheet sheet[2];
  _Atomic(struct sheet *) published;
  long prepared;
  unsigned long wrong;
};

struct office {
  unsigned pairs;
  struct desk desk[];
};

static void setup(struct office *o) { o->pairs = (lab_actors() + 1) / 2; }

static void prepare(struct office *o) {
  struct desk *d = &o->desk[lab_self() / 2];
  struct sheet *s = &d->sheet[d->prepared % 2];
  d->prepared++;
  s->income = 3 * d->prepared;
  s->expense = 2 * d->prepared;
  s->balance = s->income - s->expense;
  atomic_store_explicit(&d->published, s, memory_order_release);
}

static void take_up(struct office *o) {
  struct desk *d = &o->desk[lab_self() / 2];
  const struct sheet *s = atomic_load_explicit(&d->published, memory_order_acquire);
  if (s)
    d->wrong += s->balance != s->income - s->expense;
}
