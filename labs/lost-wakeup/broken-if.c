/* SPDX-License-Identifier: MIT */
/*
 * A taker that was woken takes an item, without looking again.
 *
 * A store with a stock of items.  Half of the actors put items in, one by one; the others take them out, and sleep
 * while there are none.  As many are put in as are taken out, or more, so everybody gets done.
 *
 * Question: the taker is woken because an item was put in.  Who has it?
 *
 * Run: lab run lost-wakeup/broken-if
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
  if (s->items == 0)
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

LAB_VARIANT(struct store, .title = "if instead of while", .actors = {{"put", put}, {"take", take}}, .setup = setup,
            .audit = audit, .teardown = teardown, .ops = 1000, .threads = 4,
            .expect = {.native = LAB_OVERDRAWS,
                       .tsan = LAB_HOLDS "|" LAB_OVERDRAWS,
                       .explore = LAB_OVERDRAWS,
                       .why = "everything is under the lock, so there is no data race to report; another taker has to "
                              "come between the signal and the taker that was woken by it"});

/*
 * Afterword: between the signal and the moment when the woken taker has the lock again, others run.  Another taker, who
 * never slept, gets the lock first and takes the item.  The one that was woken takes an item that is not there.
 *
 * A signal says that it is worth looking, not that there is something.  POSIX allows a wait to return without any
 * signal as well (a spurious wake-up).  Both are covered by the same word: while, not if.
 *
 * With two actors, one who puts in and one who takes out, there is nobody to be quicker, and the bug shows by a
 * spurious wake-up only, which is next to never.  That is how it gets through tests.
 */
