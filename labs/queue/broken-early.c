/* SPDX-License-Identifier: MIT */
/*
 * A queue for one producer and one consumer, which announces a job before it is there.
 *
 * A producer puts jobs into a queue, fifty of them, and a consumer takes them out.  Every job should come out once,
 * whole, and in order.  If the queue is full the producer waits, if it is empty the consumer.
 *
 * Question: each index has one writer, so no update is lost.  What does the consumer find?
 *
 * Run: lab run queue/broken-early
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

struct job {
  long number, check; /* check is ~number */
};

struct queue {
  struct job slot[16];
  _Alignas(64) atomic_uint head; /* jobs taken: the consumer's */
  _Alignas(64) atomic_uint tail; /* jobs put in: the producer's */
  _Alignas(64) long put;         /* the producer's */
  _Alignas(64) long taken;       /* the consumer's: number of the latest job */
  unsigned long lost, duplicated, torn;
};

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
  unsigned tail = atomic_load(&q->tail);
  while (tail - atomic_load(&q->head) == 16)
    ck_pr_stall();
  atomic_store(&q->tail, tail + 1);
  q->slot[tail % 16] = j;
}

static void consume(struct queue *q) {
  if (lab_self() != 1) /* there is one consumer */
    return;
  struct job j;
  unsigned head = atomic_load(&q->head);
  while (atomic_load(&q->tail) == head)
    ck_pr_stall();
  j = q->slot[head % 16];
  atomic_store(&q->head, head + 1);
  check(q, &j);
}

static void audit(const struct queue *q, struct lab_audit *audit) {
  lab_count(audit, LAB_LOST, q->lost + (unsigned long)(q->put - q->taken));
  lab_count(audit, LAB_DUPLICATED, q->duplicated);
  lab_count(audit, LAB_TORN, q->torn);
}

LAB_VARIANT(struct queue, .title = "announced, then filled", .actors = {{"producer", produce}, {"consumer", consume}},
            .audit = audit, .ops = 50,
            .expect = {.native = LAB_LOSES_UPDATES "|" LAB_DUPLICATES "|" LAB_TEARS,
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_LOSES_UPDATES "|" LAB_DUPLICATES "|" LAB_TEARS,
                       .why = "native on one CPU: an interrupt has to come between the two lines"});

/*
 * Afterword: the job that was there 16 turns before, or half of the new one.  To store the index is to say "it is
 * there", and it is said too soon.  The consumer does not wait for the job, it waits for the index.
 *
 * The fix is the order of two lines: fixed-spsc.  The same mistake can be made at the other end, with head.
 */
