/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <pthread.h>

#define SEATS 3

struct fork {
  pthread_mutex_t lock;
  long meals;
};

struct table {
  struct fork fork[SEATS];
};

static void setup(struct table *t) {
  for (int i = 0; i < SEATS; i++)
    pthread_mutex_init(&t->fork[i].lock, NULL);
}

static void eat(struct table *t) {
  unsigned a = lab_self() % SEATS, b = (lab_self() + 1) % SEATS;
  struct fork *lower = &t->fork[a < b ? a : b], *upper = &t->fork[a < b ? b : a];
  pthread_mutex_lock(&lower->lock);
  pthread_mutex_lock(&upper->lock);
  lower->meals += 1;
  upper->meals += 1;
  pthread_mutex_unlock(&upper->lock);
  pthread_mutex_unlock(&lower->lock);
}
