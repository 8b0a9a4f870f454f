/* SPDX-License-Identifier: MIT */
/*
 * If there is money, take it: a lock for each step.
 *
 * Actors share one account, which covers one withdrawal.  Each of them asks for it a thousand times: it looks whether
 * there is money, and takes it if so.  When all of them are done the account should have paid once.
 *
 * Question: every access to balance is under the lock, as the rule demands.  Which rule has been missed?
 *
 * Run: lab run check-then-act/broken-locked-steps
 */
#include <lab/lab.h>
#include <pthread.h>

struct account {
  long balance;
  pthread_mutex_t lock; /* held by whoever touches balance */
  long purse[];         /* one per actor: what the account has paid to it */
};

static void setup(struct account *a) {
  a->balance = 1;
  pthread_mutex_init(&a->lock, NULL);
}

static void withdraw(struct account *a) {
  pthread_mutex_lock(&a->lock);
  bool covered = a->balance >= 1;
  pthread_mutex_unlock(&a->lock);
  pthread_mutex_lock(&a->lock);
  if (covered)
    a->balance = a->balance - 1;
  pthread_mutex_unlock(&a->lock);
  if (covered)
    a->purse[lab_self()] += 1;
}

static void audit(const struct account *a, struct lab_audit *audit) {
  long paid = 0;
  for (unsigned i = 0; i < lab_actors(); i++)
    paid += a->purse[i];
  lab_count(audit, LAB_OVERDRAWN, paid > 1 ? (unsigned long)(paid - 1) : 0);
  lab_count(audit, LAB_LOST, paid < 1);
}

static void teardown(struct account *a) { pthread_mutex_destroy(&a->lock); }

LAB_VARIANT(struct account, .title = "check and act, a lock for each", .actor = withdraw, .setup = setup,
            .audit = audit, .teardown = teardown, .per_actor = sizeof(long), .ops = 1000,
            .watch = {LAB_WATCH(struct account, balance)},
            .expect = {
                .native = LAB_OVERDRAWS,
                .tsan = LAB_HOLDS "|" LAB_OVERDRAWS,
                .explore = LAB_OVERDRAWS,
                .why = "there is no data race, so ThreadSanitizer is rightly silent: the bug is a race condition; "
                       "native: one chance in an iteration, and the lock makes it rarer still"});

/*
 * Afterword: a lock protects what happens while it is held, and what was learned under it is old news once it is let
 * go.  "covered" is such news: it tells what the balance was, not what it is.
 *
 * This is how the error looks in grown programs.  There the two steps are two functions, has_money() and withdraw(),
 * each of them carefully locked, and the caller puts them together.  Thread-safe functions do not make a thread-safe
 * sequence.  The remedy is an interface with the whole step in it: try_withdraw(), which says whether it did.
 *
 * ThreadSanitizer is silent: the lock orders every pair of accesses.
 *
 * The fix: one critical section instead of two.  fixed-mutex is this program without the two lines in the middle.
 */
