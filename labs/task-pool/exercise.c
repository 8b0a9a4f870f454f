/* SPDX-License-Identifier: MIT */
/*
 * Twelve tasks for a pool of threads: yours to repair.
 *
 * A pool of workers, and twelve tasks: each gives the square of its number, 1 to 12, and takes one to four units
 * of time.  map gives all of them to the pool.  When it returns the squares should be there in the order of the
 * numbers, however the tasks have ended.
 *
 * Change the state, take and worker so that this holds.  Leave the audit as strict as it is.
 *
 * Question: the queue is empty for a moment.  What does a worker conclude?
 *
 * Run: lab run task-pool/exercise
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <pthread.h>

enum { TASKS = 12 };

struct pool {
  pthread_mutex_t lock; /* held by whoever touches what follows */
  pthread_cond_t changed;
  unsigned queue[TASKS], head, tail; /* tasks from head to tail are waiting */
  bool closing;                      /* no more will come */
  long results[TASKS];
};

static long square(long number) {
  lab_sleep_units(4 - number % 4);
  return number * number;
}

static void setup(struct pool *p) {
  pthread_mutex_init(&p->lock, NULL);
  pthread_cond_init(&p->changed, NULL);
}

static bool take(struct pool *p, unsigned *task) {
  pthread_mutex_lock(&p->lock);
  const bool got = p->head < p->tail;
  if (got)
    *task = p->queue[p->head++];
  pthread_mutex_unlock(&p->lock);
  return got;
}

static void *worker(void *argument) {
  struct pool *p = argument;
  unsigned task;
  while (take(p, &task))
    p->results[task] = square(task + 1);
  return NULL;
}

static void submit(struct pool *p, unsigned task) {
  pthread_mutex_lock(&p->lock);
  p->queue[p->tail++] = task;
  pthread_cond_signal(&p->changed);
  pthread_mutex_unlock(&p->lock);
}

static void map(struct pool *p) {
  pthread_t workers[LAB_ACTORS_MAX];
  for (unsigned w = 0; w < lab_actors(); w++)
    pthread_create(&workers[w], NULL, worker, p);
  for (unsigned i = 0; i < TASKS; i++)
    submit(p, i);
  pthread_mutex_lock(&p->lock);
  p->closing = true;
  pthread_cond_broadcast(&p->changed);
  pthread_mutex_unlock(&p->lock);
  for (unsigned w = 0; w < lab_actors(); w++)
    pthread_join(workers[w], NULL);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  for (long i = 0; i < TASKS; i++)
    lab_count(audit, p->results[i] == 0 ? LAB_LOST : LAB_OUT_OF_ORDER, p->results[i] != (i + 1) * (i + 1));
}

LAB_VARIANT(struct pool, .title = "yours to repair", .work = map, .setup = setup, .audit = audit, .threads = 4,
            .unit_us = 2000, .iterations = 15);

/*
 * Afterword: a hint, not the answer.  Workers are made before the first task is submitted.  What do they find, and what
 * do they do then?  "Empty" and "nothing will come any more" are two things.
 *
 * When it is right, write a second map that stops at the first task that fails, drops what is waiting, and says which
 * results are there.
 */
