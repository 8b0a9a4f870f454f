/* SPDX-License-Identifier: MIT */
/*
 * If there is money, take it: with an atomic balance.
 *
 * Actors share one account, which covers one withdrawal.  Each of them asks for it a thousand times: it looks whether
 * there is money, and takes it if so.  When all of them are done the account should have paid once.
 *
 * Question: no access to balance is plain now, and no subtraction can be lost.  What is left to go wrong?
 *
 * Run: lab run check-then-act/broken-atomic
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct account {
  atomic_long balance;
  long purse[]; /* one per actor: what the account has paid to it */
};

static void setup(struct account *a) { atomic_init(&a->balance, 1); }

static void withdraw(struct account *a) {
  if (atomic_load(&a->balance) >= 1) {
    atomic_fetch_sub(&a->balance, 1);
    a->purse[lab_self()] += 1;
  }
}

static void audit(const struct account *a, struct lab_audit *audit) {
  long paid = 0;
  for (unsigned i = 0; i < lab_actors(); i++)
    paid += a->purse[i];
  lab_count(audit, LAB_OVERDRAWN, paid > 1 ? (unsigned long)(paid - 1) : 0);
  lab_count(audit, LAB_LOST, paid < 1);
}

LAB_VARIANT(struct account, .title = "check, then act, each atomic", .actor = withdraw, .setup = setup, .audit = audit,
            .per_actor = sizeof(long), .ops = 1000, .watch = {LAB_WATCH(struct account, balance)},
            .expect = {
                .native = LAB_OVERDRAWS,
                .tsan = LAB_HOLDS "|" LAB_OVERDRAWS,
                .explore = LAB_OVERDRAWS,
                .why = "there is no data race, so ThreadSanitizer is rightly silent: the bug is a race condition; "
                       "native: one chance in an iteration, on one CPU only by an interrupt"});

/*
 * Afterword: the check.  Two actors find 1, both subtract, and the balance is -1.  The subtraction is now one step; the
 * check and the subtraction are still two.
 *
 * ThreadSanitizer has nothing to report, since every access to balance is atomic and each purse has one owner.  It
 * cannot know that an account must not go below zero.  That is in nobody's mind but yours, and in the audit.
 *
 * It is one step from here to a right version without a lock.  atomic_fetch_sub tells what the balance was before.
 * Subtract first, and if it was 0 or less, add it back and go without.  But then the balance is below zero for a
 * moment, and another actor may be refused money that is there.  For this account no harm; in general, beware.
 *
 * The fix: subtract only if the balance still is what was checked, and check again if not: fixed-cas.
 */
