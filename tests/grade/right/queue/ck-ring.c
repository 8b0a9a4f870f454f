/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/ck.h>
#include <stdlib.h>

struct job {
  long number, check;
};

struct queue {
  ck_ring_t ring;
  ck_ring_buffer_t buffer[16]; /* of jobs that were allocated */
  _Alignas(64) long put;
  _Alignas(64) long taken;
  unsigned long lost, duplicated, torn;
};

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
  if (lab_self() != 0 || lab_actors() < 2)
    return;
  struct job *j = malloc(sizeof *j);
  q->put++;
  *j = (struct job){.number = q->put, .check = ~q->put};
  while (!ck_ring_enqueue_spsc(&q->ring, q->buffer, j))
    ck_pr_stall();
}

static void consume(struct queue *q) {
  if (lab_self() != 1)
    return;
  void *next;
  while (!ck_ring_dequeue_spsc(&q->ring, q->buffer, &next))
    ck_pr_stall();
  struct job *j = next;
  check(q, j);
  free(j);
}
