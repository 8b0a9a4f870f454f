/* SPDX-License-Identifier: MIT */
/*
 * A queue for one producer and one consumer: Concurrency Kit's ring.
 *
 * A producer puts jobs into a queue, fifty of them, and a consumer takes them out.  Every job should come out once,
 * whole, and in order.  If the queue is full the producer waits, if it is empty the consumer.
 *
 * Question: a ring of 16 slots holds 15 jobs.  Why not 16?
 *
 * Run: lab run queue/fixed-ck-ring-spsc
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct job {
  long number, check; /* check is ~number */
};

struct queue {
  ck_ring_t ring;
  struct job slot[16];
  _Alignas(64) long put;   /* the producer's */
  _Alignas(64) long taken; /* the consumer's: number of the latest job */
  unsigned long lost, duplicated, torn;
};

CK_RING_PROTOTYPE(jobs, job)
static void setup(struct queue *q) { ck_ring_init(&q->ring, 16); }

static void check(struct queue *q, const struct job *j) {
  if (j->check != ~j->number)
    q->torn++;
  else if (j->number <= q->taken)
    q->duplicated++;
  else {
    q->lost += (unsigned long)(j->number - q->taken - 1);
    q->taken = j->number;
  }
}

static void produce(struct queue *q) {
  if (lab_self() != 0 || lab_actors() < 2) /* there is one producer, if there is a consumer */
    return;
  q->put++;
  struct job j = {.number = q->put, .check = ~q->put};
  while (!ck_ring_enqueue_spsc_jobs(&q->ring, q->slot, &j))
    ck_pr_stall();
}

static void consume(struct queue *q) {
  if (lab_self() != 1) /* there is one consumer */
    return;
  struct job j;
  while (!ck_ring_dequeue_spsc_jobs(&q->ring, q->slot, &j))
    ck_pr_stall();
  check(q, &j);
}

static void audit(const struct queue *q, struct lab_audit *audit) {
  lab_count(audit, LAB_LOST, q->lost + (unsigned long)(q->put - q->taken));
  lab_count(audit, LAB_DUPLICATED, q->duplicated);
  lab_count(audit, LAB_TORN, q->torn);
}

LAB_VARIANT(struct queue, .title = "ck_ring, one producer, one consumer",
            .actors = {{"producer", produce}, {"consumer", consume}}, .setup = setup, .audit = audit, .ops = 50,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: it tells full from empty by leaving one slot free.  It is fixed-spsc otherwise: two indexes, each with one
 * writer, in cache lines of their own.
 */
