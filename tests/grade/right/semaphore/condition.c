/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/ck.h>
#include <pthread.h>
#include <stdatomic.h>

#define CONNECTIONS 2

struct pool {
  pthread_mutex_t lock;
  pthread_cond_t given_back;
  int free;
  atomic_int working;
  atomic_long too_many;
  atomic_long done;
};

static void setup(struct pool *p) {
  pthread_mutex_init(&p->lock, NULL);
  pthread_cond_init(&p->given_back, NULL);
  p->free = CONNECTIONS;
}

static void work(struct pool *p, int needed) {
  int working = atomic_fetch_add_explicit(&p->working, needed, memory_order_relaxed) + needed;
  if (working > CONNECTIONS)
    atomic_fetch_add_explicit(&p->too_many, 1, memory_order_relaxed);
  ck_pr_stall(); /* waits for an answer, and now and then gives up the CPU meanwhile */
  atomic_fetch_sub_explicit(&p->working, needed, memory_order_relaxed);
  atomic_fetch_add_explicit(&p->done, 1, memory_order_relaxed);
}

static void use(struct pool *p) {
  const int needed = 1 + (int)lab_self() % 2;
  pthread_mutex_lock(&p->lock);
  while (p->free < needed)
    pthread_cond_wait(&p->given_back, &p->lock);
  p->free -= needed;
  pthread_mutex_unlock(&p->lock);
  work(p, needed);
  pthread_mutex_lock(&p->lock);
  p->free += needed;
  pthread_cond_broadcast(&p->given_back);
  pthread_mutex_unlock(&p->lock);
}
