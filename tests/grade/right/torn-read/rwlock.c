/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <pthread.h>

struct range {
  long low, high, values;
  pthread_rwlock_t lock;
  unsigned long torn[];
};

static void setup(struct range *r) { pthread_rwlock_init(&r->lock, NULL); }

static void widen(struct range *r) {
  pthread_rwlock_wrlock(&r->lock);
  long values = r->values++;
  if (values % 2 == 0)
    r->low = -(values / 2);
  else
    r->high = values / 2 + 1;
  pthread_rwlock_unlock(&r->lock);
}

static void look(struct range *r) {
  pthread_rwlock_rdlock(&r->lock);
  long low = r->low, high = r->high, values = r->values;
  r->torn[lab_self()] += values > 0 && high - low != values - 1;
  pthread_rwlock_unlock(&r->lock);
}
