/* SPDX-License-Identifier: MIT */
/*
 * Items that are taken two at a time: yours to repair.
 *
 * A store with a stock of shoes.  Two of three actors put shoes in, one by one; every third takes pairs out, and sleeps
 * while there is no pair.  As many shoes are put in as are taken out, or more, so everybody gets done.
 *
 * Change put, take or both so that nobody takes a shoe that is not there, and everybody gets done.  Leave the audit as
 * strict as it is.
 *
 * Question: a signal is given for each shoe.  How many takers does it wake, and what do they find?
 *
 * Run: lab run lost-wakeup/exercise
 */
#include <lab/lab.h>
#include <pthread.h>

struct store {
  pthread_mutex_t lock;   /* held by whoever touches the rest */
  pthread_cond_t arrived; /* there may be a pair */
  long shoes;             /* in stock */
  long oversold;          /* pairs taken when there was none */
};

static void setup(struct store *s) {
  pthread_mutex_init(&s->lock, NULL);
  pthread_cond_init(&s->arrived, NULL);
}

static void put(struct store *s) {
  pthread_mutex_lock(&s->lock);
  s->shoes += 1;
  pthread_cond_signal(&s->arrived);
  pthread_mutex_unlock(&s->lock);
}

static void take(struct store *s) {
  pthread_mutex_lock(&s->lock);
  if (s->shoes < 2)
    pthread_cond_wait(&s->arrived, &s->lock);
  s->shoes -= 2;
  s->oversold += s->shoes < 0;
  pthread_mutex_unlock(&s->lock);
}

static void audit(const struct store *s, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERDRAWN, (unsigned long)s->oversold);
}

static void teardown(struct store *s) {
  pthread_cond_destroy(&s->arrived);
  pthread_mutex_destroy(&s->lock);
}

LAB_VARIANT(struct store, .title = "yours to repair", .actors = {{"put", put}, {"put", put}, {"take", take}},
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 100, .threads = 3);

/*
 * Afterword: a hint, not the answer.  When it works, make it cheaper: give the signal only when it is of use to
 * somebody. Many have done this and signalled when the first shoe came into an empty store.  Think of who sleeps then,
 * of what wakes them when the second one comes, and let the watchdog tell you whether you were right.
 *
 * You are done when native, tsan and a run with more actors (--threads 9) all hold.  Say what each sleeper waits for,
 * in the words of the program, and that every change which makes it true is followed by a signal.
 */
