/* SPDX-License-Identifier: MIT */
// expect: FAIL *
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
  pthread_rwlock_rdlock(&t->lock);
  long found = t->entry[lab_self() % ENTRIES];
  pthread_rwlock_wrlock(&t->lock); /* with the other one in hand */
  t->sum += found;
  t->asked += 1;
  pthread_rwlock_unlock(&t->lock);
  pthread_rwlock_unlock(&t->lock);
}

static void teardown(struct table *t) { pthread_rwlock_destroy(&t->lock); }
