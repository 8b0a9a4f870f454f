/* SPDX-License-Identifier: MIT */
// expect: FAIL data-race
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
  const unsigned tail = atomic_load_explicit(&q->tail, memory_order_relaxed);
  while (tail - atomic_load_explicit(&q->head, memory_order_relaxed) == 16)
    ck_pr_stall();
  q->slot[tail % 16] = j;
  atomic_store_explicit(&q->tail, tail + 1, memory_order_relaxed);
}

static void consume(struct queue *q) {
  if (lab_self() != 1)
    return;
  struct job j;
  const unsigned head = atomic_load_explicit(&q->head, memory_order_relaxed);
  while (atomic_load_explicit(&q->tail, memory_order_relaxed) == head)
    ck_pr_stall();
  j = q->slot[head % 16];
  atomic_store_explicit(&q->head, head + 1, memory_order_relaxed);
  check(q, &j);
}
