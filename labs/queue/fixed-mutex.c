/* SPDX-License-Identifier: MIT */
/*
 * A queue under a mutex.
 *
 * Workers share a queue of jobs.  Each of them puts a job in at the end and takes one out at the front, fifty times.
 * Every job should come out once, whole, and after the jobs that the same worker has put in before it.
 *
 * Question: a queue of any kind could be made right in this way.  What do its users pay?
 *
 * Run: lab run queue/fixed-mutex
 */
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct job {
  unsigned long worker, number, check; /* check is ~number */
};

struct worker {
  _Alignas(64) unsigned long put, torn, disordered;
  unsigned long latest[LAB_ACTORS_MAX]; /* number of the last job taken, by who had put it in */
  atomic_uint taken[64];                /* how often its jobs were taken, by number */
};

struct queue {
  struct job slot[512];              /* more than there can be actors */
  _Alignas(64) unsigned head;        /* jobs taken */
  _Alignas(64) unsigned tail;        /* jobs put in */
  _Alignas(64) pthread_mutex_t lock; /* held by whoever touches head, tail or slot */
  struct worker worker[];
};

static void setup(struct queue *q) { pthread_mutex_init(&q->lock, NULL); }

static void put(struct queue *q, struct job j) {
  pthread_mutex_lock(&q->lock);
  q->slot[q->tail % 512] = j;
  q->tail++;
  pthread_mutex_unlock(&q->lock);
}

static bool take(struct queue *q, struct job *j) {
  pthread_mutex_lock(&q->lock);
  bool some = q->head != q->tail;
  if (some)
    *j = q->slot[q->head++ % 512];
  pthread_mutex_unlock(&q->lock);
  return some;
}

static void check(struct queue *q, const struct job *j) {
  struct worker *w = &q->worker[lab_self()];
  if (j->check != ~j->number) {
    w->torn++;
    return;
  }
  w->disordered += j->number <= w->latest[j->worker];
  w->latest[j->worker] = j->number;
  atomic_fetch_add_explicit(&q->worker[j->worker].taken[j->number % 64], 1, memory_order_relaxed);
}

static void work(struct queue *q) {
  struct worker *w = &q->worker[lab_self()];
  w->put++;
  put(q, (struct job){.worker = lab_self(), .number = w->put, .check = ~w->put});
  struct job j;
  if (take(q, &j))
    check(q, &j);
}

static void audit(const struct queue *q, struct lab_audit *audit) {
  for (const struct worker *w = q->worker; w < q->worker + lab_actors(); w++) {
    lab_count(audit, LAB_TORN, w->torn);
    lab_count(audit, LAB_OUT_OF_ORDER, w->disordered);
    for (unsigned long n = 1; n <= 64; n++) {
      long missing = (long)((w->put + 64 - n) / 64) - (long)w->taken[n % 64];
      lab_count(audit, missing > 0 ? LAB_LOST : LAB_DUPLICATED, (unsigned long)labs(missing));
    }
  }
}

static void teardown(struct queue *q) { pthread_mutex_destroy(&q->lock); }

LAB_VARIANT(struct queue, .title = "a ring under a mutex", .actor = work, .per_actor = sizeof(struct worker),
            .setup = setup, .teardown = teardown, .audit = audit, .ops = 50,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: time, and mostly little of it.  A worker that is interrupted with the lock in hand holds up all others,
 * and so does one that is slow: a job is copied in and out under the lock, and done after it.
 */
