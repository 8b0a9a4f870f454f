/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/ck.h>
#include <stdatomic.h>
#include <stdlib.h>

#define KEPT 16

struct settings {
  long number, check;
};

struct reader {
  _Alignas(64) unsigned long stale;
  _Atomic(struct settings *) hazard; /* what it is looking at */
};

struct shared {
  _Atomic(struct settings *) current;
  atomic_long kept;
  struct reader reader[];
};

static struct settings *create(struct shared *c, long number) {
  struct settings *s = malloc(sizeof *s);
  *s = (struct settings){.number = number, .check = ~number};
  atomic_fetch_add(&c->kept, 1);
  return s;
}

static void discard(struct shared *c, struct settings *s) {
  free(s);
  atomic_fetch_sub(&c->kept, 1);
}

static void setup(struct shared *c) { atomic_store(&c->current, create(c, 1)); }

static void replace(struct shared *c) {
  struct settings *old = atomic_exchange(&c->current, create(c, (long)lab_self() + 2));
  for (unsigned i = 0; i < lab_actors(); i++)
    while (atomic_load(&c->reader[i].hazard) == old)
      ck_pr_stall();
  discard(c, old);
}

static void look(struct shared *c) {
  struct reader *r = &c->reader[lab_self()];
  struct settings *s = atomic_load(&c->current), *now;
  for (;; s = now) {
    atomic_store(&r->hazard, s);
    now = atomic_load(&c->current);
    if (now == s)
      break;
  }
  c->reader[lab_self()].stale += s->check != ~s->number;
  atomic_store(&r->hazard, NULL);
}

static void teardown(struct shared *c) { discard(c, c->current); }
