/* SPDX-License-Identifier: MIT */
// expect: PASS 100
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
}

static void teardown(struct store *s) {
  pthread_cond_destroy(&s->arrived);
  pthread_mutex_destroy(&s->lock);
}

static void put(struct store *s) {
  pthread_mutex_lock(&s->lock);
  s->shoes += 1;
  pthread_cond_signal(&s->arrived);
  pthread_mutex_unlock(&s->lock);
}

static void take(struct store *s) {
  pthread_mutex_lock(&s->lock);
  while (s->shoes < 2)
    pthread_cond_wait(&s->arrived, &s->lock);
  s->shoes -= 2;
  s->oversold += s->shoes < 0;
  pthread_mutex_unlock(&s->lock);
}
