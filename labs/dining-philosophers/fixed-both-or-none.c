/* SPDX-License-Identifier: MIT */
/*
 * Each philosopher takes both forks at once, or waits until both are there.
 *
 * Three philosophers sit round a table with a fork between each two of them.  To eat, one needs the fork on the left
 * and the fork on the right, and then puts both back.  Each eats a hundred times.
 *
 * Question: nobody holds a fork and waits.  What can still happen to a philosopher between two who are always hungry?
 *
 * Run: lab run dining-philosophers/fixed-both-or-none
 */
#include <lab/lab.h>
#include <pthread.h>

#define SEATS 3 /* and as many forks */

struct fork {
  bool taken; /* under the lock of the table */
  long meals; /* how often somebody has eaten with it */
};

struct table {
  pthread_mutex_t lock; /* held by whoever touches taken */
  pthread_cond_t back;  /* a philosopher has put two forks back */
  struct fork fork[SEATS];
};

static void setup(struct table *t) {
  pthread_mutex_init(&t->lock, NULL);
  pthread_cond_init(&t->back, NULL);
}

static void take_both(struct table *t, struct fork *left, struct fork *right) {
  pthread_mutex_lock(&t->lock);
  while (left->taken || right->taken)
    pthread_cond_wait(&t->back, &t->lock);
  left->taken = right->taken = true;
  pthread_mutex_unlock(&t->lock);
}

static void put_back(struct table *t, struct fork *left, struct fork *right) {
  pthread_mutex_lock(&t->lock);
  left->taken = right->taken = false;
  pthread_cond_broadcast(&t->back);
  pthread_mutex_unlock(&t->lock);
}

static void eat(struct table *t) {
  struct fork *left = &t->fork[lab_self() % SEATS], *right = &t->fork[(lab_self() + 1) % SEATS];
  take_both(t, left, right);
  left->meals += 1;
  right->meals += 1;
  put_back(t, left, right);
}

static void audit(const struct table *t, struct lab_audit *audit) {
  long used = 0;
  for (int i = 0; i < SEATS; i++)
    used += t->fork[i].meals;
  lab_expect_total(audit, used / 2); /* two forks per meal */
}

static void teardown(struct table *t) {
  pthread_cond_destroy(&t->back);
  pthread_mutex_destroy(&t->lock);
}

LAB_VARIANT(struct table, .title = "both forks or none", .actor = eat, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 100, .threads = SEATS,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: whoever waits holds nothing, so there is no circle.  A lock for the table protects what is known about the
 * forks; it is held for a look and not for a meal, and philosophers who do not share a fork eat at the same time.
 *
 * meals is touched without that lock, by whoever has the fork.  ThreadSanitizer agrees that this is in order: the one
 * who ate before put the fork back under the lock, and the next one took it under the lock.
 *
 * It must be broadcast, not signal: the one who is woken by a signal may need another fork than those that came back,
 * and the one who could eat sleeps on.
 *
 * A philosopher between two who eat by turns may wait for ever, because both forks are never there together.  That is
 * starvation: no deadlock, since the others get on, and no comfort to the hungry.
 */
