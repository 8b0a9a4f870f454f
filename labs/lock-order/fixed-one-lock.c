/* SPDX-License-Identifier: MIT */
/*
 * A transfer locks the bank.
 *
 * Two accounts and a lock for both of them.  Actors with even numbers send money from the first account to the second,
 * the others send it back.  Whoever touches a balance holds the lock of the bank.
 *
 * Question: what does a bank with a thousand accounts lose by it?
 *
 * Run: lab run lock-order/fixed-one-lock
 */
#include <lab/lab.h>
#include <pthread.h>

#define OPENING 1000000

struct account {
  long balance;
};

struct bank {
  pthread_mutex_t lock; /* held by whoever touches a balance */
  struct account account[2];
};

static void setup(struct bank *b) {
  pthread_mutex_init(&b->lock, NULL);
  for (int i = 0; i < 2; i++)
    b->account[i].balance = OPENING;
}

static void transfer(struct bank *b) {
  struct account *from = &b->account[lab_self() % 2], *to = &b->account[(lab_self() + 1) % 2];
  pthread_mutex_lock(&b->lock);
  from->balance -= 1;
  to->balance += 1;
  pthread_mutex_unlock(&b->lock);
}

static void audit(const struct bank *b, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, b->account[0].balance + b->account[1].balance != 2 * OPENING);
}

static void teardown(struct bank *b) { pthread_mutex_destroy(&b->lock); }

LAB_VARIANT(struct bank, .title = "one lock for all accounts", .actor = transfer, .setup = setup, .audit = audit,
            .teardown = teardown, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: with one lock there is no order to keep, and no circle.
 *
 * Transfers between other accounts wait too, although they have nothing to do with this one.  With two accounts nothing
 * is lost by it, and one lock is cheaper to take than two.  With a thousand accounts and many CPUs the bank does one
 * transfer at a time.
 *
 * Begin with one lock.  Split it when a measurement says that it is what the program waits for, and decide on an order
 * when you do.
 */
