/* SPDX-License-Identifier: MIT */
// expect: FAIL data-race
#include <pthread.h>

#define ENTRIES 16

struct actor {
  unsigned long lookups, fills, wrong;
};

struct table {
  pthread_mutex_t lock;
  bool filled;
  unsigned long square[ENTRIES];
  struct actor actor[];
};

static void setup(struct table *t) { pthread_mutex_init(&t->lock, NULL); }

static void look_up(struct table *t) {
  struct actor *me = &t->actor[lab_self()];
  if (!t->filled) {
    pthread_mutex_lock(&t->lock);
    if (!t->filled) {
      me->fills++;
      for (unsigned i = 0; i < ENTRIES; i++)
        t->square[i] = i * i;
      t->filled = true;
    }
    pthread_mutex_unlock(&t->lock);
  }
  unsigned long i = me->lookups++ % ENTRIES;
  me->wrong += t->square[i] != i * i;
}
