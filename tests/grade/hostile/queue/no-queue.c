/* SPDX-License-Identifier: MIT */
// expect: FAIL unobserved
#include <lab/ck.h>

struct job {
  long number, check;
};

struct queue {
  struct job slot[16];
  _Alignas(64) unsigned head;
  _Alignas(64) unsigned tail;
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
  q->slot[q->put % 16] = j;
}

static void consume(struct queue *q) {
  if (lab_self() != 1)
    return;
  const struct job j = {.number = q->taken + 1, .check = ~(q->taken + 1)}; /* made up */
  check(q, &j);
}
