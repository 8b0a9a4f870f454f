/* SPDX-License-Identifier: MIT */
/*
 * Twelve tasks for a pool of threads that is closed at once.
 *
 * A pool of workers, and twelve tasks: each gives the square of its number, 1 to 12, and takes one to four units
 * of time.  map gives all of them to the pool.  When it returns the squares should be there in the order of the
 * numbers, however the tasks have ended.
 *
 * Question: who does what is still in the queue when the pool is closed?
 *
 * Run: lab run task-pool/broken-shutdown
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <pthread.h>
#include <stdlib.h>

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
  while (p->head == p->tail && !p->closing)
    pthread_cond_wait(&p->changed, &p->lock);
  const bool got = !p->closing;
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

LAB_VARIANT(struct pool, .title = "a shutdown that forgets queued work", .work = map, .setup = setup, .audit = audit,
            .threads = 4, .ops = 3, .unit_us = 2000, .iterations = 15,
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_LOSES_UPDATES,
                       .why = "tsan: every access to the queue is under the lock, so there is no data race"});

/*
 * Afterword: nobody.  A worker that has done its task asks whether the pool is being closed, before it asks whether
 * there is something left to do.  So no more is done than what was under way: most of the twelve are lost, without a
 * word.
 *
 * It shows when the tasks are slow or many; with quick ones the queue is mostly empty when the pool is closed, and all
 * looks well.  There are two ways to close a pool, and both are needed at times: let it finish, or drop what is
 * waiting.  Whoever drops has to say so to those who wait for a result.
 */
