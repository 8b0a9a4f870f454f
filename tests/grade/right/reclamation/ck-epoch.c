/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/ck.h>
#include <stdatomic.h>
#include <stdlib.h>

#define KEPT 16

struct settings {
  long number, check;
  struct shared *home;
  ck_epoch_entry_t defer;
};

struct reader {
  _Alignas(64) unsigned long stale;
  ck_epoch_record_t record;
};

struct shared {
  _Atomic(struct settings *) current;
  atomic_long kept;
  ck_epoch_t epoch;
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

CK_EPOCH_CONTAINER(struct settings, defer, settings_of)

static void destroy(ck_epoch_entry_t *defer) {
  struct settings *s = settings_of(defer);
  discard(s->home, s);
}

static void setup(struct shared *c) {
  ck_epoch_init(&c->epoch);
  for (unsigned i = 0; i < lab_actors(); i++)
    ck_epoch_register(&c->epoch, &c->reader[i].record, NULL);
  atomic_store(&c->current, create(c, 1));
}

static void replace(struct shared *c) {
  struct settings *old = atomic_exchange(&c->current, create(c, (long)lab_self() + 2));
  old->home = c;
  ck_epoch_call(&c->reader[lab_self()].record, &old->defer, destroy); /* later */
  ck_epoch_poll(&c->reader[lab_self()].record);
}

static void look(struct shared *c) {
  struct reader *r = &c->reader[lab_self()];
  ck_epoch_begin(&r->record, NULL);
  struct settings *s = atomic_load(&c->current);
  c->reader[lab_self()].stale += s->check != ~s->number;
  ck_epoch_end(&r->record, NULL);
}

static void teardown(struct shared *c) {
  for (unsigned i = 0; i < lab_actors(); i++)
    ck_epoch_barrier(&c->reader[i].record);
  discard(c, c->current);
}
