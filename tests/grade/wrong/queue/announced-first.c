/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <lab/ck.h>
#include <stdatomic.h>

struct job {
  long number, check;
};

struct queue {
  struct job slot[16];
  _Alignas(64) atomic_uint head;
  _Alignas(64) atomic_uint tail;
  _Alignas(64) long put;
  _Alignas(64) long taken;
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
  if (lab_self() != 0 || lab_actors() < 2)
    return;
  q->put++;
  struct job j = {.number = q->put, .check = ~q->put};
  while (q->tail - q->head == 16)
    ck_pr_stall();
  q->tail++;
  q->slot[(q->tail - 1) % 16] = j;
}

static void consume(struct queue *q) {
  if (lab_self() != 1)
    return;
  struct job j;
  while (q->tail == q->head)
    ck_pr_stall();
  q->head++;
  j = q->slot[(q->head - 1) % 16];
  check(q, &j);
}
