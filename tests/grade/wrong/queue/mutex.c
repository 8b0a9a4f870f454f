/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#include <lab/ck.h>
#include <pthread.h>

struct job {
  long number, check;
};

struct queue {
  struct job slot[16];
  unsigned head, tail;
  pthread_mutex_t lock; /* right, but not what was asked for */
  long put;
  long taken;
  unsigned long lost, duplicated, torn;
};

static void setup(struct queue *q) { pthread_mutex_init(&q->lock, NULL); }

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

static bool put(struct queue *q, struct job j) {
  pthread_mutex_lock(&q->lock);
  const bool room = q->tail - q->head < 16;
  if (room)
    q->slot[q->tail++ % 16] = j;
  pthread_mutex_unlock(&q->lock);
  return room;
}

static bool take(struct queue *q, struct job *j) {
  pthread_mutex_lock(&q->lock);
  const bool any = q->tail != q->head;
  if (any)
    *j = q->slot[q->head++ % 16];
  pthread_mutex_unlock(&q->lock);
  return any;
}

static void produce(struct queue *q) {
  if (lab_self() != 0 || lab_actors() < 2)
    return;
  q->put++;
  struct job j = {.number = q->put, .check = ~q->put};
  while (!put(q, j))
    ck_pr_stall();
}

static void consume(struct queue *q) {
  struct job j;
  if (lab_self() != 1)
    return;
  while (!take(q, &j))
    ck_pr_stall();
  check(q, &j);
}
