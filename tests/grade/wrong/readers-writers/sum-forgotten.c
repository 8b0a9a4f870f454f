/* SPDX-License-Identifier: MIT */
// expect: FAIL data-race
#include <pthread.h>
#include <stdatomic.h>

#define ENTRIES 16

struct table {
  pthread_rwlock_t lock;
  long entry[ENTRIES];
  atomic_long asked;
  long sum;
};

static void setup(struct table *t) { pthread_rwlock_init(&t->lock, NULL); }

static void look_up(struct table *t) {
  pthread_rwlock_rdlock(&t->lock);
  t->sum += t->entry[lab_self() % ENTRIES];
  t->asked += 1;
  pthread_rwlock_unlock(&t->lock);
}

static void teardown(struct table *t) { pthread_rwlock_destroy(&t->lock); }
