/* SPDX-License-Identifier: MIT */
/*
 * A queue whose places are claimed by an atomic addition.
 *
 * Workers share a queue of jobs.  Each of them puts a job in at the end and takes one out at the front, fifty times.
 * Every job should come out once, whole, and after the jobs that the same worker has put in before it.
 *
 * Question: no two can get the same place any more.  What does the one who takes find there?
 *
 * Run: lab run queue/broken-claimed
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
  struct job slot[512];          /* more than there can be actors */
  _Alignas(64) atomic_uint head; /* jobs taken */
  _Alignas(64) atomic_uint tail; /* jobs put in */
  struct worker worker[];
};

static void put(struct queue *q, struct job j) { q->slot[atomic_fetch_add(&q->tail, 1) % 512] = j; }

static bool take(struct queue *q, struct job *j) {
  *j = q->slot[atomic_fetch_add(&q->head, 1) % 512];
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

LAB_VARIANT(
    struct queue, .title = "places claimed, not filled", .actor = work, .per_actor = sizeof(struct worker),
    .audit = audit, .ops = 50,
    .expect = {
        .native = LAB_LOSES_UPDATES "|" LAB_DUPLICATES "|" LAB_TEARS "|" LAB_DISORDERS,
        .tsan = LAB_HOLDS "|" LAB_DATA_RACE "|" LAB_LOSES_UPDATES "|" LAB_DUPLICATES "|" LAB_TEARS "|" LAB_DISORDERS,
        .explore = LAB_LOSES_UPDATES "|" LAB_DUPLICATES "|" LAB_TEARS "|" LAB_DISORDERS,
        .why = "the additions order most accesses to the slots, by accident: ThreadSanitizer needs a worker that comes "
               "between another one's claim and its slot, and so does native, on one CPU by an interrupt"});

/*
 * Afterword: perhaps nothing yet.  The addition says whose place it is, not that it has been filled.  The other worker
 * comes to that place, and finds zeros, the job of 512 turns ago, or half of a job.
 *
 * Counting right is not publishing.  Who fills a place has to say when it is filled, by a second mark that follows the
 * job, and who takes has to wait for that.
 *
 * The fix: fixed-ck-ring-mpmc.
 */
