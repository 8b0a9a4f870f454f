/* SPDX-License-Identifier: MIT */
// expect: FAIL unobserved
#include <pthread.h>

struct store {
  pthread_mutex_t lock;
  pthread_cond_t arrived;
  long shoes;
  long oversold;
};

static void setup(struct store *s) {
  pthread_mutex_init(&s->lock, NULL);
  pthread_cond_init(&s->arrived, NULL);
  s->shoes = 1L << 40; /* there is always a pair */
}

static void put(struct store *s) { (void)s; }

static void take(struct store *s) {
  pthread_mutex_lock(&s->lock);
  s->shoes -= 2;
  s->oversold += s->shoes < 0;
  pthread_mutex_unlock(&s->lock);
}
