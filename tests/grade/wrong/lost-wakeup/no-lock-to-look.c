/* SPDX-License-Identifier: MIT */
// expect: FAIL *
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
  pthread_mutex_unlock(&s->lock);
  pthread_cond_signal(&s->arrived);
}

static void take(struct store *s) {
  while (s->shoes < 2) {
    pthread_mutex_lock(&s->lock);
    pthread_cond_wait(&s->arrived, &s->lock);
    pthread_mutex_unlock(&s->lock);
  }
  pthread_mutex_lock(&s->lock);
  s->shoes -= 2;
  s->oversold += s->shoes < 0;
  pthread_mutex_unlock(&s->lock);
}
