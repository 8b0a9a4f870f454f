/* SPDX-License-Identifier: MIT */
/*
 * Twelve tasks for a pool of threads, results as they come.
 *
 * A pool of workers, and twelve tasks: each gives the square of its number, 1 to 12, and takes one to four units
 * of time.  map gives all of them to the pool.  When it returns the squares should be there in the order of the
 * numbers, however the tasks have ended.
 *
 * Question: the first result is there: of which task?
 *
 * Run: lab run task-pool/broken-order
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { TASKS = 12 };

struct pool {
  pthread_mutex_t lock; /* held by whoever touches what follows */
  pthread_cond_t changed;
  unsigned queue[TASKS], head, tail; /* tasks from head to tail are waiting */
  bool closing;                      /* no more will come */
  atomic_uint done;                  /* results that are there */
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
  while (p->head == p->tail && !p->closing)
    pthread_cond_wait(&p->changed, &p->lock);
  const bool got = p->head < p->tail;
  if (got)
    *task = p->queue[p->head++];
  pthread_mutex_unlock(&p->lock);
  return got;
}

static void *worker(void *argument) {
  struct pool *p = argument;
  unsigned task;
  while (take(p, &task)) {
    long result = square(task + 1);
    p->results[p->done++] = result;
  }
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
    if (pthread_create(&workers[w], NULL, worker, p) != 0)
      abort();
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

LAB_VARIANT(struct pool, .title = "results in order of completion", .work = map, .setup = setup, .audit = audit,
            .threads = 4, .ops = 3, .unit_us = 2000, .iterations = 15,
            .expect = {.native = LAB_DISORDERS,
                       .tsan = LAB_DISORDERS,
                       .why = "tsan: the place of a result is taken by an atomic addition, so there is no data race"});

/*
 * Afterword: of whichever ended first, mostly the third, which takes one unit.  Each result is right, but out of place.
 *
 * An answer that comes back without its question is worth little.  Either the place is agreed on beforehand (threads),
 * or the result says which task it is of.
 */
