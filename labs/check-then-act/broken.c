/* SPDX-License-Identifier: MIT */
/*
 * If there is money, take it: unprotected.
 *
 * Actors share one account, which covers one withdrawal.  Each of them asks for it a thousand times: it looks whether
 * there is money, and takes it if so.  When all of them are done the account should have paid once.
 *
 * Question: two actors: what can the balance be when the account has paid twice?
 *
 * Run: lab run check-then-act/broken
 */
#include <lab/lab.h>

struct account {
  long balance;
  long purse[]; /* one per actor: what the account has paid to it */
};

static void setup(struct account *a) { a->balance = 1; }

static void withdraw(struct account *a) {
  if (a->balance >= 1) {
    a->balance = a->balance - 1;
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

LAB_VARIANT(struct account, .title = "check, then act, unprotected", .actor = withdraw, .setup = setup, .audit = audit,
            .per_actor = sizeof(long), .ops = 1000, .watch = {LAB_WATCH(struct account, balance)},
            .expect = {.native = LAB_OVERDRAWS,
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_OVERDRAWS,
                       .why = "native: one chance in an iteration, the first moment; on one CPU only if an interrupt "
                              "comes between check and act"});

/*
 * Afterword: 0 or -1.  Both actors find 1 and both take it.  If the second subtracts from what the first has left, the
 * balance is -1, and at least the books show the damage.  If both subtract from 1, it is 0: one subtraction is lost,
 * the books look right, and two purses are full.
 *
 * What was checked must still be true when it is acted on.  Here it is true only at the moment of the load.  Between
 * that and the store anybody can make it false.  The shape has a name, check-then-act, and turns up without any
 * arithmetic: if the file is not there, create it; if the key is missing, insert it; if the seat is free, book it.
 *
 * It shows in some iterations and not in most, because there is money only at the beginning: either the actors meet
 * in that moment or they do not.  A thousand later requests are refused, rightly.  Errors that have one chance in
 * the life of a program look like this, and pass every test.
 *
 * The fix: check and act as one step.  With a lock around both: fixed-mutex.  With one operation that does both:
 * fixed-cas.  Making balance atomic is not enough: broken-atomic.
 */
