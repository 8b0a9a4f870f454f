/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <pthread.h>
#include <stdatomic.h>

#define SEATS 3

struct fork {
  bool taken;
  long meals;
};

struct table {
  pthread_mutex_t waiter; /* who has it may look at forks */
  pthread_cond_t put_back;
  struct fork fork[SEATS];
};

static void setup(struct table *t) {
  pthread_mutex_init(&t->waiter, NULL);
  pthread_cond_init(&t->put_back, NULL);
}

static void teardown(struct table *t) {
  pthread_cond_destroy(&t->put_back);
  pthread_mutex_destroy(&t->waiter);
}

static void eat(struct table *t) {
  struct fork *left = &t->fork[lab_self() % SEATS], *right = &t->fork[(lab_self() + 1) % SEATS];
  pthread_mutex_lock(&t->waiter);
  while (left->taken || right->taken)
    pthread_cond_wait(&t->put_back, &t->waiter);
  left->taken = right->taken = true;
  pthread_mutex_unlock(&t->waiter);
  left->meals += 1;
  right->meals += 1;
  pthread_mutex_lock(&t->waiter);
  left->taken = right->taken = false;
  pthread_cond_broadcast(&t->put_back);
  pthread_mutex_unlock(&t->waiter);
}
