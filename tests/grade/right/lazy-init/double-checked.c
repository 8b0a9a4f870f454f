/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <pthread.h>
#include <stdatomic.h>

#define ENTRIES 16

struct actor {
  unsigned long lookups, fills, wrong;
};

struct table {
  pthread_mutex_t lock;
  atomic_bool filled;
  unsigned long square[ENTRIES];
  struct actor actor[];
};

static void setup(struct table *t) { pthread_mutex_init(&t->lock, NULL); }

static void fill(struct table *t, struct actor *me) {
  pthread_mutex_lock(&t->lock);
  if (!atomic_load_explicit(&t->filled, memory_order_relaxed)) {
    me->fills++;
    for (unsigned i = 0; i < ENTRIES; i++)
      t->square[i] = i * i;
    atomic_store_explicit(&t->filled, true, memory_order_release);
  }
  pthread_mutex_unlock(&t->lock);
}

static void look_up(struct table *t) {
  struct actor *me = &t->actor[lab_self()];
  if (!atomic_load_explicit(&t->filled, memory_order_acquire))
    fill(t, me);
  unsigned long i = me->lookups++ % ENTRIES;
  me->wrong += t->square[i] != i * i;
}
