/* SPDX-License-Identifier: MIT */
/*
 * The item is put in and signalled without the lock, with an atomic counter.
 *
 * A store with a stock of items.  Half of the actors put items in, one by one; the others take them out, and sleep
 * while there are none.  As many are put in as are taken out, or more, so everybody gets done.
 *
 * Question: the data race of broken is gone.  What has that changed?
 *
 * Run: lab run lost-wakeup/broken-atomic
 */
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>

struct store {
  pthread_mutex_t lock;   /* held by whoever touches the rest */
  pthread_cond_t arrived; /* there may be an item */
  atomic_long items;      /* in stock */
  long oversold;          /* taken when there was none */
};

static void setup(struct store *s) {
  pthread_mutex_init(&s->lock, NULL);
  pthread_cond_init(&s->arrived, NULL);
}

static void put(struct store *s) {
  atomic_fetch_add(&s->items, 1);
  pthread_cond_signal(&s->arrived);
}

static void take(struct store *s) {
  pthread_mutex_lock(&s->lock);
  while (s->items == 0)
    pthread_cond_wait(&s->arrived, &s->lock);
  s->oversold += atomic_fetch_sub(&s->items, 1) <= 0;
  pthread_mutex_unlock(&s->lock);
}

static void audit(const struct store *s, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERDRAWN, (unsigned long)s->oversold);
}

static void teardown(struct store *s) {
  pthread_cond_destroy(&s->arrived);
  pthread_mutex_destroy(&s->lock);
}

LAB_VARIANT(
    struct store, .title = "an atomic counter, without the lock", .actors = {{"put", put}, {"take", take}},
    .setup = setup, .audit = audit, .teardown = teardown, .ops = 1,
    .expect = {
        .native = LAB_DEADLOCK,
        .tsan = LAB_HOLDS "|" LAB_DEADLOCK,
        .explore = LAB_DEADLOCK,
        .why = "there is no data race, so ThreadSanitizer has nothing to report: a signal that came too early is no "
               "access to memory; native: it has to come in the moment between the taker's look and its sleep"});

/*
 * Afterword: nothing.  The look and the sleep are still two steps, and item and signal can still come between them.
 *
 * This is how it goes in practice: a tool reports a race on a flag, the flag becomes atomic, the tool is silent, and
 * the program hangs once a week.  An atomic flag is seen at once, but the taker has looked already.
 *
 * The lock is not there to make the counter safe.  It is there so that nobody changes the answer between the question
 * and the sleep.
 */
