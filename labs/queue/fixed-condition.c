/* SPDX-License-Identifier: MIT */
/*
 * A queue under a mutex, with condition variables to wait on.
 *
 * A producer puts jobs into a queue, fifty of them, and a consumer takes them out.  Every job should come out once,
 * whole, and in order.  If the queue is full the producer waits, if it is empty the consumer.
 *
 * Question: why is it while, and not if?
 *
 * Run: lab run queue/fixed-condition
 */
#include <lab/lab.h>
#include <pthread.h>

struct job {
  long number, check; /* check is ~number */
};

struct queue {
  struct job slot[16];
  unsigned head, tail;  /* jobs taken, jobs put in */
  pthread_mutex_t lock; /* held by whoever touches head, tail or slot */
  pthread_cond_t some, room;
  _Alignas(64) long put;   /* the producer's */
  _Alignas(64) long taken; /* the consumer's: number of the latest job */
  unsigned long lost, duplicated, torn;
};

static void setup(struct queue *q) {
  pthread_mutex_init(&q->lock, NULL);
  pthread_cond_init(&q->some, NULL);
  pthread_cond_init(&q->room, NULL);
}

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
  pthread_mutex_lock(&q->lock);
  while (q->tail - q->head == 16)
    pthread_cond_wait(&q->room, &q->lock);
  q->slot[q->tail++ % 16] = j;
  pthread_cond_signal(&q->some);
  pthread_mutex_unlock(&q->lock);
}

static void consume(struct queue *q) {
  if (lab_self() != 1) /* there is one consumer */
    return;
  struct job j;
  pthread_mutex_lock(&q->lock);
  while (q->tail == q->head)
    pthread_cond_wait(&q->some, &q->lock);
  j = q->slot[q->head++ % 16];
  pthread_cond_signal(&q->room);
  pthread_mutex_unlock(&q->lock);
  check(q, &j);
}

static void audit(const struct queue *q, struct lab_audit *audit) {
  lab_count(audit, LAB_LOST, q->lost + (unsigned long)(q->put - q->taken));
  lab_count(audit, LAB_DUPLICATED, q->duplicated);
  lab_count(audit, LAB_TORN, q->torn);
}

static void teardown(struct queue *q) {
  pthread_cond_destroy(&q->room);
  pthread_cond_destroy(&q->some);
  pthread_mutex_destroy(&q->lock);
}

LAB_VARIANT(struct queue, .title = "a mutex and two condition variables",
            .actors = {{"producer", produce}, {"consumer", consume}}, .setup = setup, .teardown = teardown,
            .audit = audit, .ops = 50, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: to be woken says that there may be a job, not that there is one.  Who waits sleeps, and its CPU is free
 * for others: that is what the other fixed variants do not have.  Nothing here depends on there being one producer and
 * one consumer.
 */
