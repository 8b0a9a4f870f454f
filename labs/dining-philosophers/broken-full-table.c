/* SPDX-License-Identifier: MIT */
/*
 * Each philosopher takes the left fork, then the right one; a waiter lets three of the three sit down.
 *
 * Three philosophers sit round a table with a fork between each two of them.  To eat, one needs the fork on the left
 * and the fork on the right, and then puts both back.  Each eats a hundred times.
 *
 * Question: what has changed from fixed-waiter, and what from broken?
 *
 * Run: lab run dining-philosophers/broken-full-table
 */
#include <lab/lab.h>
#include <pthread.h>
#include <semaphore.h>

#define SEATS 3 /* and as many forks */

struct fork {
  pthread_mutex_t lock; /* held by whoever has the fork */
  long meals;           /* how often somebody has eaten with it */
};

struct table {
  sem_t chairs; /* free ones */
  struct fork fork[SEATS];
};

static void setup(struct table *t) {
  sem_init(&t->chairs, 0, SEATS);
  for (int i = 0; i < SEATS; i++)
    pthread_mutex_init(&t->fork[i].lock, NULL);
}

static void eat(struct table *t) {
  struct fork *left = &t->fork[lab_self() % SEATS], *right = &t->fork[(lab_self() + 1) % SEATS];
  while (sem_wait(&t->chairs) != 0)
    continue; /* interrupted by a signal */
  pthread_mutex_lock(&left->lock);
  pthread_mutex_lock(&right->lock);
  left->meals += 1;
  right->meals += 1;
  pthread_mutex_unlock(&right->lock);
  pthread_mutex_unlock(&left->lock);
  sem_post(&t->chairs);
}

static void audit(const struct table *t, struct lab_audit *audit) {
  long used = 0;
  for (int i = 0; i < SEATS; i++)
    used += t->fork[i].meals;
  lab_expect_total(audit, used / 2); /* two forks per meal */
}

static void teardown(struct table *t) {
  for (int i = 0; i < SEATS; i++)
    pthread_mutex_destroy(&t->fork[i].lock);
  sem_destroy(&t->chairs);
}

LAB_VARIANT(struct table, .title = "three at a time", .actor = eat, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 100, .threads = SEATS,
            .expect = {.native = LAB_DEADLOCK,
                       .tsan = LAB_LOCK_ORDER "|" LAB_DEADLOCK,
                       .explore = LAB_DEADLOCK,
                       .why = "all philosophers have to be between their two forks at once, which is luck; "
                              "ThreadSanitizer needs only that each of them has eaten once"});

/*
 * Afterword: from fixed-waiter, one number; from broken, nothing but the time it takes to ask.  All three may sit down,
 * and then it is the table without a waiter.
 *
 * Limits that are there to prevent a deadlock are easily raised: "why only two connections, we have three workers".
 * The number has a reason, and where the reason is not written beside it, it will not last.  ThreadSanitizer cannot
 * tell this variant from fixed-waiter, since it does not count.
 */
