/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <pthread.h>
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
  struct settings *current;
  pthread_rwlock_t lock;
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

static void setup(struct shared *c) {
  pthread_rwlock_init(&c->lock, NULL);
  c->current = create(c, 1);
}

static void replace(struct shared *c) {
  pthread_rwlock_wrlock(&c->lock);
  discard(c, c->current);
  c->current = create(c, (long)lab_self() + 2);
  pthread_rwlock_unlock(&c->lock);
}

static void look(struct shared *c) {
  pthread_rwlock_rdlock(&c->lock);
  const struct settings *s = c->current;
  c->reader[lab_self()].stale += s->check != ~s->number;
  pthread_rwlock_unlock(&c->lock);
}

static void teardown(struct shared *c) { discard(c, c->current); }
