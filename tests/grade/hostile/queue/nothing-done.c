/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
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
  struct job j = {.number = q->put, .check = ~q->put};
  if (lab_actors() > 64)
    check(q, &j);
}

static void consume(struct queue *q) { (void)q; }
