/* SPDX-License-Identifier: MIT */
// expect: PASS 90
#include <lab/ck.h>
#include <stdatomic.h>

struct sheet {
  long income, expense, balance;
};

struct desk {
  struct sheet sheet[2];
  _Atomic(struct sheet *) published;
  _Atomic(struct sheet *) reading; /* what the reader has in its hands */
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
  while (atomic_load(&d->reading) == s)
    ck_pr_stall();
  d->prepared++;
  s->income = 3 * d->prepared;
  s->expense = 2 * d->prepared;
  s->balance = s->income - s->expense;
  atomic_store(&d->published, s);
}

static void take_up(struct office *o) {
  struct desk *d = &o->desk[lab_self() / 2];
  struct sheet *s = atomic_load(&d->published);
  for (;;) {
    atomic_store(&d->reading, s);
    struct sheet *now = atomic_load(&d->published);
    if (now == s)
      break;
    s = now;
  }
  if (s)
    d->wrong += s->balance != s->income - s->expense;
  atomic_store(&d->reading, NULL);
}
