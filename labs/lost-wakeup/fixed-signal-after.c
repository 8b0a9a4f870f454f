/* SPDX-License-Identifier: MIT */
/*
 * The item is put in under the lock and signalled after it, and whoever is woken looks again.
 *
 * A store with a stock of items.  Half of the actors put items in, one by one; the others take them out, and sleep
 * while there are none.  As many are put in as are taken out, or more, so everybody gets done.
 *
 * Question: broken signals without the lock as well.  What is the difference?
 *
 * Run: lab run lost-wakeup/fixed-signal-after
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
  pthread_mutex_unlock(&s->lock);
  pthread_cond_signal(&s->arrived);
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

LAB_VARIANT(struct store, .title = "signalled after the unlock", .actors = {{"put", put}, {"take", take}},
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 1,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the item is put in under the lock, and that is all that counts.  A taker that looked before has either
 * been asleep since (it let go of the lock by falling asleep) and is woken by the signal, however late that comes, or
 * there was something and it did not sleep.
 *
 * So the rule is not "signal under the lock".  It is: change what is waited for under the lock, and signal after the
 * change.
 *
 * Signalling after the unlock spares the woken taker a wait for the lock.  It has a trap of its own: once the lock is
 * free, a taker may have got the item and destroyed the store before the signal is given, if that is how the store
 * ends.  Here it ends when all are done.
 */
