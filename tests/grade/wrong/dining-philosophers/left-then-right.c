/* SPDX-License-Identifier: MIT */
// expect: FAIL deadlock
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
  struct fork *left = &t->fork[lab_self() % SEATS], *right = &t->fork[(lab_self() + 1) % SEATS];
  pthread_mutex_lock(&left->lock);
  pthread_mutex_lock(&right->lock);
  left->meals += 1;
  right->meals += 1;
  pthread_mutex_unlock(&right->lock);
  pthread_mutex_unlock(&left->lock);
}
