/* SPDX-License-Identifier: MIT */
/*
 * If there is money, take it: under a mutex.
 *
 * Actors share one account, which covers one withdrawal.  Each of them asks for it a thousand times: it looks whether
 * there is money, and takes it if so.  When all of them are done the account should have paid once.
 *
 * Question: the purse is touched outside the lock.  Why is that right?
 *
 * Run: lab run check-then-act/fixed-mutex
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

LAB_VARIANT(struct account, .title = "check and act under one mutex", .actor = withdraw, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(long), .ops = 1000, .watch = {LAB_WATCH(struct account, balance)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: each purse has one owner, and the audit reads it only when all actors are done.  What is not shared needs
 * no lock, and what is done outside the lock keeps nobody waiting.
 *
 * "covered" is used outside too, and here that is right: it no longer says that there is money, it says that this
 * actor has got some.  Nobody can make that false afterwards.  In broken-locked-steps it was a promise; here it is a
 * receipt.
 *
 * The lock is taken even where the answer is no, and after the first moment it always is.  When that costs too much,
 * one may look first without the lock, with an atomic load, and take the lock only if there seems to be money: a
 * second check under the lock decides.  lazy-init is about that pattern, and about how it goes wrong.
 */
