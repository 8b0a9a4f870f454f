/* SPDX-License-Identifier: MIT */
/*
 * A queue without a lock: Concurrency Kit's fifo, for many producers and many consumers.
 *
 * Workers share a queue of jobs.  Each of them puts a job in at the end and takes one out at the front, fifty times.
 * Every job should come out once, whole, and after the jobs that the same worker has put in before it.
 *
 * Question: who takes a job out also gets back a node.  Why not use it again at once?
 *
 * Run: lab run queue/fixed-ck-fifo-mpmc
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
  ck_fifo_mpmc_entry_t node[64];        /* one for each job that it will put in */
};

struct queue {
  _Alignas(64) ck_fifo_mpmc_t fifo;
  ck_fifo_mpmc_entry_t stub;
  struct worker worker[];
};

static void setup(struct queue *q) {
  ck_fifo_mpmc_init(&q->fifo, &q->stub);
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
  if (w->put == 64) /* no node is left */
    return;
  ck_fifo_mpmc_entry_t *old, *node = &w->node[w->put++];
  *w->mine = (struct job){.worker = lab_self(), .number = w->put, .check = ~w->put};
  ck_fifo_mpmc_enqueue(&q->fifo, node, w->mine);
  ck_fifo_mpmc_dequeue(&q->fifo, &w->mine, &old); /* there is at least the one put in above */
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

LAB_VARIANT(struct queue, .title = "ck_fifo, many producers and consumers", .actor = work,
            .per_actor = sizeof(struct worker), .setup = setup, .audit = audit, .ops = 50,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .explore = LAB_HOLDS,
                       .why = "explore: each operation of the queue is a dozen steps that others can come between; all "
                              "interleavings of two actors take longer than minutes"});

/*
 * Afterword: because others may still be looking at it.  The queue is a list, and its first node is a stub whose job is
 * gone.  To take is to make the next node the stub; the old one comes back.  Somebody who was interrupted in the middle
 * of an operation may hold a pointer to it, to read it or even to append to it.  Used again at once, the node is
 * appended to before it is in the queue, and jobs get lost.
 *
 * When it can be used again, or freed, is the matter of the lab reclamation.  Here every job has a node of its own, and
 * nothing comes back before the end.
 */
