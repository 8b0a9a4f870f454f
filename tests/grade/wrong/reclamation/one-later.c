/* SPDX-License-Identifier: MIT */
// expect: FAIL heap-use-after-free
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
  struct settings *previous; /* freed when the next one goes */
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
  if (c->previous)
    discard(c, c->previous);
  c->previous = old;
}

static void look(struct shared *c) {
  struct settings *s = atomic_load(&c->current);
  c->reader[lab_self()].stale += s->check != ~s->number;
}

static void teardown(struct shared *c) {
  discard(c, c->current);
  if (c->previous)
    discard(c, c->previous);
}
