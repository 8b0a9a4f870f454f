/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, under a mutex.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: how many times as long as an unprotected increment does this one take?
 *
 * Run: lab run counter-race/fixed-mutex
 */
#include <lab/lab.h>
#include <pthread.h>

struct counter {
  long x;
  pthread_mutex_t lock; /* held by whoever touches x */
};

static void setup(struct counter *c) { pthread_mutex_init(&c->lock, NULL); }

static void increment(struct counter *c) {
  pthread_mutex_lock(&c->lock);
  c->x = c->x + 1;
  pthread_mutex_unlock(&c->lock);
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

static void teardown(struct counter *c) { pthread_mutex_destroy(&c->lock); }

LAB_VARIANT(struct counter, .title = "x = x + 1 under a mutex", .actor = increment, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 1000, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the mutex lets one actor at a time do its load, add and store.  Nobody can come between.
 *
 * It orders memory as well: all that an actor did before it unlocked is seen by the one that locks next.  That is why
 * x needs to be neither atomic nor volatile, and why ThreadSanitizer is satisfied.  Every access to x must be under
 * this lock, the reading ones too.  The audit reads x without it only because all actors are done by then.
 *
 * The cost: two atomic operations even when nobody else wants the lock.  When somebody does, an actor sleeps in the
 * kernel until it is woken, which takes microseconds and frees its CPU for others.  A mutex is the first choice; the
 * other fixes are for when a measurement says that it is too slow.
 *
 * A pthread mutex is not fair: an actor that unlocks and locks at once often gets it again before the woken one runs.
 */
