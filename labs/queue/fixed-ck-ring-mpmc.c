/* SPDX-License-Identifier: MIT */
/*
 * A queue without a lock: Concurrency Kit's ring, for many producers and many consumers.
 *
 * Workers share a queue of jobs.  Each of them puts a job in at the end and takes one out at the front, fifty times.
 * Every job should come out once, whole, and after the jobs that the same worker has put in before it.
 *
 * Question: the ring holds pointers.  To whom does a job belong while it is in the ring, and after?
 *
 * Run: lab run queue/fixed-ck-ring-mpmc
 */
#include <lab/ck.h>
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
  struct job first, *mine;              /* the job in its hands */
};

struct queue {
  ck_ring_t ring;
  ck_ring_buffer_t slot[512]; /* more than there can be actors */
  struct worker worker[];
};

static void setup(struct queue *q) {
  ck_ring_init(&q->ring, 512);
  for (struct worker *w = q->worker; w < q->worker + lab_actors(); w++)
    w->mine = &w->first;
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
  *w->mine = (struct job){.worker = lab_self(), .number = w->put, .check = ~w->put};
  ck_ring_enqueue_mpmc(&q->ring, q->slot, w->mine);  /* there is room for all jobs */
  ck_ring_dequeue_mpmc(&q->ring, q->slot, &w->mine); /* and at least the one put in above */
  check(q, w->mine);
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

LAB_VARIANT(struct queue, .title = "ck_ring, many producers and consumers", .actor = work,
            .per_actor = sizeof(struct worker), .setup = setup, .audit = audit, .ops = 50,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: to nobody, and to who has taken it.  A worker claims a place, fills it, and waits until all places before
 * it are filled; then it moves the mark that consumers look at.  So a consumer never sees a place that was only
 * claimed.
 *
 * An interrupted producer therefore holds up those behind it.
 */
