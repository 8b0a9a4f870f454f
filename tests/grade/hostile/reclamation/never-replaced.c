/* SPDX-License-Identifier: MIT */
// expect: FAIL unobserved
#include <stdatomic.h>
#include <stdlib.h>

#define KEPT 16

struct settings {
  long number, check;
};

struct reader {
  _Alignas(64) unsigned long stale;
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

static void replace(struct shared *c) { discard(c, create(c, (long)lab_self() + 2)); }

static void look(struct shared *c) {
  struct settings *s = atomic_load(&c->current);
  c->reader[lab_self()].stale += s->check != ~s->number;
}

static void teardown(struct shared *c) { discard(c, c->current); }
