/* SPDX-License-Identifier: MIT */
/*
 * Each philosopher takes the fork with the lower number, then the other one.
 *
 * Three philosophers sit round a table with a fork between each two of them.  To eat, one needs the fork on the left
 * and the fork on the right, and then puts both back.  Each eats a hundred times.
 *
 * Question: for all philosophers but one nothing has changed.  Which one is different, and why is that enough?
 *
 * Run: lab run dining-philosophers/fixed-order
 */
#include <lab/lab.h>
#include <pthread.h>

#define SEATS 3 /* and as many forks */

struct fork {
  pthread_mutex_t lock; /* held by whoever has the fork */
  long meals;           /* how often somebody has eaten with it */
};

struct table {
  struct fork fork[SEATS];
};

static void setup(struct table *t) {
  for (int i = 0; i < SEATS; i++)
    pthread_mutex_init(&t->fork[i].lock, NULL);
}

static void eat(struct table *t) {
  struct fork *left = &t->fork[lab_self() % SEATS], *right = &t->fork[(lab_self() + 1) % SEATS];
  struct fork *first = left < right ? left : right, *second = left < right ? right : left;
  pthread_mutex_lock(&first->lock);
  pthread_mutex_lock(&second->lock);
  left->meals += 1;
  right->meals += 1;
  pthread_mutex_unlock(&second->lock);
  pthread_mutex_unlock(&first->lock);
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
}

LAB_VARIANT(struct table, .title = "the lower fork first", .actor = eat, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 100, .threads = SEATS,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the last one, whose right fork has the number 0.  It waits for that one before it takes anything, so the
 * fork on its left stays free for its neighbour.
 *
 * It is the order of locks again: arrows go from lower forks to higher ones, and a circle would have to come down.
 * Whoever holds the highest fork of those that are waited for has all it needs.
 *
 * It is not fair.  Nothing says that a philosopher who waits gets a fork before the neighbour takes it again, and the
 * seats are not alike: with unlucky timing all wait in a row for one who eats.
 */
