/* SPDX-License-Identifier: MIT */
/*
 * The item is put in and signalled without the lock.
 *
 * A store with a stock of items.  Half of the actors put items in, one by one; the others take them out, and sleep
 * while there are none.  As many are put in as are taken out, or more, so everybody gets done.
 *
 * Question: the taker holds the lock while it looks and until it sleeps.  Is that not enough?
 *
 * Run: lab run lost-wakeup/broken
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
  s->items += 1;
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

LAB_VARIANT(struct store, .title = "put and signalled without the lock", .actors = {{"put", put}, {"take", take}},
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 1,
            .expect = {.native = LAB_DEADLOCK,
                       .tsan = LAB_DATA_RACE "|" LAB_DEADLOCK,
                       .explore = LAB_DEADLOCK,
                       .why = "native: item and signal have to come in the moment between the taker's look and its "
                              "sleep, which is luck"});

/*
 * Afterword: the taker looks, and there is nothing.  Before it is asleep, the item is put in and signalled.  Nobody
 * sleeps yet, so nobody is woken; a signal is not kept for later.  Then the taker goes to sleep, beside an item, and no
 * other signal will come.  This is a lost wake-up.
 *
 * pthread_cond_wait unlocks and falls asleep in one step, as seen by those who take the lock.  That is what the lock is
 * passed for.  Whoever puts an item in without the lock can do it between the look and the wait.
 *
 * The plain additions and the look at items race as well, and ThreadSanitizer says so.  It says nothing of the wake-up;
 * broken-atomic has made peace with the sanitizer and sleeps just as well.
 *
 * The fix: change what is waited for under the lock (fixed-lock).
 */
