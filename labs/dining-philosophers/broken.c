/* SPDX-License-Identifier: MIT */
/*
 * Each philosopher takes the left fork, then the right one.
 *
 * Three philosophers sit round a table with a fork between each two of them.  To eat, one needs the fork on the left
 * and the fork on the right, and then puts both back.  Each eats a hundred times.
 *
 * Question: no two philosophers take the same two forks in opposite orders.  How can they all wait for ever?
 *
 * Run: lab run dining-philosophers/broken
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
  pthread_mutex_lock(&left->lock);
  pthread_mutex_lock(&right->lock);
  left->meals += 1;
  right->meals += 1;
  pthread_mutex_unlock(&right->lock);
  pthread_mutex_unlock(&left->lock);
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

LAB_VARIANT(struct table, .title = "left fork, then right fork", .actor = eat, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 100, .threads = SEATS,
            .expect = {.native = LAB_DEADLOCK,
                       .tsan = LAB_LOCK_ORDER "|" LAB_DEADLOCK,
                       .explore = LAB_DEADLOCK,
                       .why = "all philosophers have to be between their two forks at once, which is luck; "
                              "ThreadSanitizer needs only that each of them has eaten once"});

/*
 * Afterword: if all of them have taken the left fork, every right fork is somebody else's left one.  The circle of
 * waiting has three members, and each two share one fork only, so to look at two philosophers at a time shows nothing.
 *
 * The chance that all are between their two forks at the same moment looks small.  But whoever waits for the right fork
 * keeps the left one, so the gap lasts as long as the wait does, and one philosopher who eats makes the others sit
 * there with one fork each.
 *
 * With two philosophers at the same table (--threads 2) it cannot happen: one fork is always free.  With five seats, as
 * Dijkstra had them, it is rarer than with three; change SEATS and see.
 *
 * ThreadSanitizer draws an arrow from each fork to the next one, and when the last arrow closes the circle, it reports.
 *
 * The fix: one philosopher who does it the other way (fixed-order), one philosopher less at the table (fixed-waiter),
 * or nobody who holds one fork and waits for the other (fixed-both-or-none).
 */
