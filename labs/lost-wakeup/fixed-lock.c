/* SPDX-License-Identifier: MIT */
/*
 * The item is put in and signalled under the lock, and whoever is woken looks again.
 *
 * A store with a stock of items.  Half of the actors put items in, one by one; the others take them out, and sleep
 * while there are none.  As many are put in as are taken out, or more, so everybody gets done.
 *
 * Question: when the taker is woken, the lock is held by the one that woke it.  How does the taker get on?
 *
 * Run: lab run lost-wakeup/fixed-lock
 */
#include <lab/lab.h>
#include <pthread.h>

struct store {
  pthread_mutex_t lock;   /* held by whoever touches the rest */
  pthread_cond_t arrived; /* there may be an item */
  long items;             /* in stock */
  long oversold;          /* taken when there was none */
};

static void setup(struct store *s) {
  pthread_mutex_init(&s->lock, NULL);
  pthread_cond_init(&s->arrived, NULL);
}

static void put(struct store *s) {
  pthread_mutex_lock(&s->lock);
  s->items += 1;
  pthread_cond_signal(&s->arrived);
  pthread_mutex_unlock(&s->lock);
}

static void take(struct store *s) {
  pthread_mutex_lock(&s->lock);
  while (s->items == 0)
    pthread_cond_wait(&s->arrived, &s->lock);
  s->items -= 1;
  s->oversold += s->items < 0;
  pthread_mutex_unlock(&s->lock);
}

static void audit(const struct store *s, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERDRAWN, (unsigned long)s->oversold);
}

static void teardown(struct store *s) {
  pthread_cond_destroy(&s->arrived);
  pthread_mutex_destroy(&s->lock);
}

LAB_VARIANT(struct store, .title = "under the lock, with while", .actors = {{"put", put}, {"take", take}},
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 1,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: to put an item in takes the lock, so it comes before the taker's look, which then sees it, or after the
 * taker is asleep, and then the signal wakes it.  There is no third case.
 *
 * pthread_cond_wait takes the lock again before it returns, so a woken taker first waits for the lock.  That costs a
 * little when the signal is given under the lock, unless the system moves the sleeper from one queue to the other;
 * giving it after the unlock is right as well (fixed-signal-after).
 *
 * One signal wakes one taker, and that is enough here: each item is for one, and any of them can use it.  Where
 * sleepers wait for different things, or one event is for all of them, it has to be pthread_cond_broadcast.
 */
