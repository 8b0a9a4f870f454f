/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/ck.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#define CONNECTIONS 2

struct pool {
  sem_t connections;
  pthread_mutex_t big; /* held by the big job that is collecting */
  atomic_int working;
  atomic_long too_many;
  atomic_long done;
};

static void setup(struct pool *p) {
  sem_init(&p->connections, 0, CONNECTIONS);
  pthread_mutex_init(&p->big, NULL);
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
  if (needed > 1)
    pthread_mutex_lock(&p->big);
  for (int i = 0; i < needed; i++)
    sem_wait(&p->connections);
  if (needed > 1)
    pthread_mutex_unlock(&p->big);
  work(p, needed);
  for (int i = 0; i < needed; i++)
    sem_post(&p->connections);
}
