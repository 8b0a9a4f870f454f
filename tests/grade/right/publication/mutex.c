/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <pthread.h>

struct sheet {
  long income, expense, balance;
};

struct desk {
  struct sheet sheet[2];
  struct sheet *published;
  long prepared;
  unsigned long wrong;
  pthread_mutex_t lock;
};

struct office {
  unsigned pairs;
  struct desk desk[];
};

static void setup(struct office *o) {
  o->pairs = (lab_actors() + 1) / 2;
  for (unsigned i = 0; i < o->pairs; i++)
    pthread_mutex_init(&o->desk[i].lock, NULL);
}

static void teardown(struct office *o) {
  for (unsigned i = 0; i < o->pairs; i++)
    pthread_mutex_destroy(&o->desk[i].lock);
}

static void prepare(struct office *o) {
  struct desk *d = &o->desk[lab_self() / 2];
  struct sheet *s = &d->sheet[d->prepared % 2];
  pthread_mutex_lock(&d->lock);
  d->prepared++;
  s->income = 3 * d->prepared;
  s->expense = 2 * d->prepared;
  s->balance = s->income - s->expense;
  d->published = s;
  pthread_mutex_unlock(&d->lock);
}

static void take_up(struct office *o) {
  struct desk *d = &o->desk[lab_self() / 2];
  pthread_mutex_lock(&d->lock);
  const struct sheet *s = d->published;
  if (s)
    d->wrong += s->balance != s->income - s->expense;
  pthread_mutex_unlock(&d->lock);
}
