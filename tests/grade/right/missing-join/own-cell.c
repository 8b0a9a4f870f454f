/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <pthread.h>

#define THREADS 4

struct list {
  pthread_t thread[THREADS];
  unsigned started;
  unsigned next;
  char entered[THREADS];
  unsigned found;
};

struct lists {
  unsigned actors;
  struct list list[];
};

static void setup(struct lists *lists) { lists->actors = lab_actors(); }

static void *enter(void *cell) {
  *(char *)cell = 1;
  return NULL;
}

static void join_all(struct list *l) {
  while (l->started > 0)
    pthread_join(l->thread[--l->started], NULL);
}

static void count(struct lists *lists) {
  struct list *l = &lists->list[lab_self()];
  for (; l->started < THREADS; l->started++)
    if (pthread_create(&l->thread[l->started], NULL, enter, &l->entered[l->started]) != 0)
      break;
  join_all(l);
  l->found = 0;
  for (unsigned i = 0; i < THREADS; i++)
    l->found += l->entered[i] != 0;
}

static void teardown(struct lists *lists) {
  for (unsigned i = 0; i < lists->actors; i++)
    join_all(&lists->list[i]);
}
