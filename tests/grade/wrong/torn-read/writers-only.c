/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <pthread.h>

struct range {
  long low, high, values;
  pthread_mutex_t lock;
  unsigned long torn[];
};

static void setup(struct range *r) { pthread_mutex_init(&r->lock, NULL); }

static void widen(struct range *r) {
  pthread_mutex_lock(&r->lock);
  long values = r->values;
  if (values % 2 == 0)
    r->low = -(values / 2);
  else
    r->high = values / 2 + 1;
  r->values = values + 1;
  pthread_mutex_unlock(&r->lock);
}

static void look(struct range *r) {
  long low = r->low;
  long high = r->high;
  long values = r->values;
  r->torn[lab_self()] += values > 0 && high - low != values - 1;
}
