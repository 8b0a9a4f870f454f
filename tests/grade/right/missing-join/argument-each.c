/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <pthread.h>

#define THREADS 4

struct list;

struct order {
  struct list *list;
  unsigned number;
};

struct list {
  pthread_t thread[THREADS];
  struct order order[THREADS];
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

static void *enter(void *argument) {
  struct order *o = argument;
  o->list->entered[o->number] = 1;
  return NULL;
}

static void count(struct lists *lists) {
  struct list *l = &lists->list[lab_self()];
  for (; l->started < THREADS; l->started++) {
    l->order[l->started] = (struct order){l, l->started};
    if (pthread_create(&l->thread[l->started], NULL, enter, &l->order[l->started]) != 0)
      break;
  }
  for (; l->started > 0; l->started--)
    pthread_join(l->thread[l->started - 1], NULL);
  l->found = 0;
  for (unsigned i = 0; i < THREADS; i++)
    l->found += l->entered[i] != 0;
}

static void teardown(struct lists *lists) {
  for (unsigned i = 0; i < lists->actors; i++)
    for (struct list *l = &lists->list[i]; l->started > 0; l->started--)
      pthread_join(l->thread[l->started - 1], NULL);
}
