/* SPDX-License-Identifier: MIT */
/*
 * A queue for one producer and one consumer that is never full: Concurrency Kit's fifo.
 *
 * A producer puts jobs into a queue, fifty of them, and a consumer takes them out.  Every job should come out once,
 * whole, and in order.  If the queue is full the producer waits, if it is empty the consumer.
 *
 * Question: the producer never waits.  Where do the jobs go when the consumer sleeps?
 *
 * Run: lab run queue/fixed-ck-fifo-spsc
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdlib.h>

struct job {
  long number, check; /* check is ~number */
};

struct queue {
  ck_fifo_spsc_t fifo;
  _Alignas(64) long put;   /* the producer's */
  _Alignas(64) long taken; /* the consumer's: number of the latest job */
  unsigned long lost, duplicated, torn;
};

static void setup(struct queue *q) { ck_fifo_spsc_init(&q->fifo, malloc(sizeof(ck_fifo_spsc_entry_t))); }

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
  struct job *j = malloc(sizeof *j);
  *j = (struct job){.number = q->put, .check = ~q->put};
  ck_fifo_spsc_entry_t *node = ck_fifo_spsc_recycle(&q->fifo); /* one that the consumer is done with */
  ck_fifo_spsc_enqueue(&q->fifo, node ? node : malloc(sizeof *node), j);
}

static void consume(struct queue *q) {
  if (lab_self() != 1) /* there is one consumer */
    return;
  struct job *j;
  while (!ck_fifo_spsc_dequeue(&q->fifo, &j))
    ck_pr_stall();
  check(q, j);
  free(j);
}

static void audit(const struct queue *q, struct lab_audit *audit) {
  lab_count(audit, LAB_LOST, q->lost + (unsigned long)(q->put - q->taken));
  lab_count(audit, LAB_DUPLICATED, q->duplicated);
  lab_count(audit, LAB_TORN, q->torn);
}

static void teardown(struct queue *q) {
  ck_fifo_spsc_entry_t *next, *node;
  for (ck_fifo_spsc_deinit(&q->fifo, &node); node; node = next) {
    next = node->next;
    free(node);
  }
}

LAB_VARIANT(struct queue, .title = "ck_fifo, one producer, one consumer",
            .actors = {{"producer", produce}, {"consumer", consume}}, .setup = setup, .teardown = teardown,
            .audit = audit, .ops = 50, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: into memory, without a limit.  A queue that is never full has moved the waiting to where it cannot be
 * seen, until there is no memory.  A full queue that makes its producer wait is often what one wants.
 *
 * Who takes a job out owns it, and frees it.  A node is another matter: the one of the last job stays in the queue as
 * its stub, so nodes come back by way of ck_fifo_spsc_recycle.
 */
