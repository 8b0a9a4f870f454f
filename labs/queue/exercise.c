/* SPDX-License-Identifier: MIT */
/*
 * A queue for one producer and one consumer: yours to repair.
 *
 * A producer puts jobs into a queue, fifty of them, and a consumer takes them out.  Every job should come out once,
 * whole, and in order.  If the queue is full the producer waits, if it is empty the consumer.
 *
 * Change the state and the actors so that this holds, without a lock.  Leave check and audit as strict as they are.
 *
 * Question: the producer is the only one to write tail, the consumer the only one to write head.  Is that enough?
 *
 * Run: lab run queue/exercise
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct job {
  long number, check; /* check is ~number */
};

struct queue {
  struct job slot[16];
  _Alignas(64) unsigned head; /* jobs taken: the consumer's */
  _Alignas(64) unsigned tail; /* jobs put in: the producer's */
  _Alignas(64) long put;      /* the producer's */
  _Alignas(64) long taken;    /* the consumer's: number of the latest job */
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
  while (q->tail - q->head == 16)
    ck_pr_stall();
  q->tail++;
  q->slot[(q->tail - 1) % 16] = j;
}

static void consume(struct queue *q) {
  if (lab_self() != 1) /* there is one consumer */
    return;
  struct job j;
  while (q->tail == q->head)
    ck_pr_stall();
  q->head++;
  j = q->slot[(q->head - 1) % 16];
  check(q, &j);
}

static void audit(const struct queue *q, struct lab_audit *audit) {
  const unsigned long jobs = lab_actors() < 2 ? 0 : audit->expected / lab_actors();
  lab_count(audit, LAB_LOST, q->lost + jobs - (unsigned long)q->taken);
  lab_count(audit, LAB_DUPLICATED, q->duplicated);
  lab_count(audit, LAB_TORN, q->torn);
}

LAB_VARIANT(struct queue, .title = "yours to repair", .actors = {{"producer", produce}, {"consumer", consume}},
            .audit = audit, .ops = 50);

/*
 * Afterword: a hint, not the answer.  There are two orders to put right, one at each end, and a promise to keep: that
 * the other side sees them in this order, on every machine and whatever the compiler does.  Then look at what is in
 * which cache line, and at how often each side asks for the other's index.
 *
 * You are done when native and tsan hold.  That they hold proves little: say in two sentences why your version is
 * right, and for each line that you added what would go wrong without it.
 */
