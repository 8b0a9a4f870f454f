/* SPDX-License-Identifier: MIT */
/*
 * A queue of which everybody uses the indexes as if they were alone.
 *
 * Workers share a queue of jobs.  Each of them puts a job in at the end and takes one out at the front, fifty times.
 * Every job should come out once, whole, and after the jobs that the same worker has put in before it.
 *
 * Question: how many things can go wrong at once?
 *
 * Run: lab run queue/broken
 */
#include <lab/lab.h>
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
  struct job slot[512];       /* more than there can be actors */
  _Alignas(64) unsigned head; /* jobs taken */
  _Alignas(64) unsigned tail; /* jobs put in */
  struct worker worker[];
};

static void put(struct queue *q, struct job j) {
  q->slot[q->tail % 512] = j;
  q->tail++;
}

static bool take(struct queue *q, struct job *j) {
  if (q->head == q->tail)
    return false;
  *j = q->slot[q->head % 512];
  q->head++;
  return true;
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

LAB_VARIANT(struct queue, .title = "a ring with plain indexes", .actor = work, .per_actor = sizeof(struct worker),
            .audit = audit, .ops = 50,
            .expect = {.native = LAB_LOSES_UPDATES "|" LAB_DUPLICATES "|" LAB_TEARS "|" LAB_DISORDERS,
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_LOSES_UPDATES "|" LAB_DUPLICATES "|" LAB_TEARS "|" LAB_DISORDERS,
                       .why = "native on one CPU: an interrupt has to come in the middle of an operation"});

/*
 * Afterword: all of them.  Two that put at the same place: one job is lost, or the two are mixed and it is torn.  Two
 * that take from the same place: one job is done twice.  And head and tail are counters, which lose updates like any
 * other.
 *
 * A queue is four pieces that have to agree: two indexes, the slot, and whether it is full or empty.
 *
 * The fix: fixed-mutex.
 */
