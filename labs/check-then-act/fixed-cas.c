/* SPDX-License-Identifier: MIT */
/*
 * If there is money, take it: by compare-and-exchange.
 *
 * Actors share one account, which covers one withdrawal.  Each of them asks for it a thousand times: it looks whether
 * there is money, and takes it if so.  When all of them are done the account should have paid once.
 *
 * Question: how can a single instruction check what was checked before?
 *
 * Run: lab run check-then-act/fixed-cas
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct account {
  atomic_long balance;
  long purse[]; /* one per actor: what the account has paid to it */
};

static void setup(struct account *a) { atomic_init(&a->balance, 1); }

static void withdraw(struct account *a) {
  long seen = atomic_load(&a->balance);
  while (seen >= 1) {
    if (atomic_compare_exchange_weak(&a->balance, &seen, seen - 1)) {
      a->purse[lab_self()] += 1;
      return;
    } /* balance was not what was seen: now seen is what it is, to be checked again */
  }
}

static void audit(const struct account *a, struct lab_audit *audit) {
  long paid = 0;
  for (unsigned i = 0; i < lab_actors(); i++)
    paid += a->purse[i];
  lab_count(audit, LAB_OVERDRAWN, paid > 1 ? (unsigned long)(paid - 1) : 0);
  lab_count(audit, LAB_LOST, paid < 1);
}

LAB_VARIANT(struct account, .title = "take it if it still is what was checked", .actor = withdraw, .setup = setup,
            .audit = audit, .per_actor = sizeof(long), .ops = 1000, .watch = {LAB_WATCH(struct account, balance)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: it does not check that there is money.  It checks that the balance still is the number of which that was
 * found to be true, and stores the new one in the same step.  If the number has changed, nothing is stored and the
 * check is made again, on the new number.
 *
 * Compare broken-atomic: same check, same subtraction, but there the subtraction applies to whatever the balance is
 * by then.
 *
 * Where the answer is no, this is one load, with no lock and no write, so the cache line can stay where it is read.
 * That is why it is so much cheaper here than fixed-mutex: after the first moment everybody is refused.
 *
 * It works because all that the check depends on is in one word.  With a limit for overdrafts in a second word, the
 * number could stay what it was while the limit changes, and a lock is the answer again.
 */
