/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <pthread.h>

#define ENTRIES 16

struct table {
  pthread_rwlock_t lock;
  long entry[ENTRIES];
  long asked;
  long sum;
};

static void setup(struct table *t) { pthread_rwlock_init(&t->lock, NULL); }

static void look_up(struct table *t) {
  pthread_rwlock_wrlock(&t->lock);
  t->sum += t->entry[lab_self() % ENTRIES];
  t->asked += 1;
  pthread_rwlock_unlock(&t->lock);
}

static void teardown(struct table *t) { pthread_rwlock_destroy(&t->lock); }
