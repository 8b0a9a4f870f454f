/* SPDX-License-Identifier: MIT */
/*
 * Transfers, and a statement of all accounts: yours to repair.
 *
 * Three accounts, each with a lock of its own.  Half of the actors transfer money from the last account to the first.
 * The others draw up a statement of what is in the bank, which is always the same.  They lock each account to read it,
 * and still some statements do not add up.
 *
 * Change transfer, statement or both so that no statement is wrong and nobody waits for ever.  Leave the audit as it
 * is.
 *
 * Question: what must be held while the sum is made, and in which order do you take it?
 *
 * Run: lab run lock-order/exercise
 */
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>

#define ACCOUNTS 3
#define OPENING 1000000

struct account {
  pthread_mutex_t lock; /* held by whoever touches balance */
  long balance;
};

struct bank {
  struct account account[ACCOUNTS];
  atomic_long wrong; /* statements that did not add up */
};

static void setup(struct bank *b) {
  for (int i = 0; i < ACCOUNTS; i++) {
    pthread_mutex_init(&b->account[i].lock, NULL);
    b->account[i].balance = OPENING;
  }
}

static void transfer(struct bank *b) {
  struct account *from = &b->account[ACCOUNTS - 1], *to = &b->account[0];
  pthread_mutex_lock(&from->lock);
  pthread_mutex_lock(&to->lock);
  from->balance -= 1;
  to->balance += 1;
  pthread_mutex_unlock(&to->lock);
  pthread_mutex_unlock(&from->lock);
}

static void statement(struct bank *b) {
  long sum = 0;
  for (int i = 0; i < ACCOUNTS; i++) {
    pthread_mutex_lock(&b->account[i].lock);
    sum += b->account[i].balance;
    pthread_mutex_unlock(&b->account[i].lock);
  }
  if (sum != ACCOUNTS * OPENING)
    atomic_fetch_add(&b->wrong, 1);
}

static void audit(const struct bank *b, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, (unsigned long)b->wrong);
}

static void teardown(struct bank *b) {
  for (int i = 0; i < ACCOUNTS; i++)
    pthread_mutex_destroy(&b->account[i].lock);
}

LAB_VARIANT(struct bank, .title = "yours to repair", .actors = {{"transfer", transfer}, {"statement", statement}},
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 100);

/*
 * Afterword: a hint, not the answer.  To be right, the statement needs more than one lock at a time.  When it has them,
 * look at transfer again: neither function is wrong by itself, and together they can be.  Write the order down in one
 * sentence and say for each function whether it keeps it.
 *
 * You are done when native, tsan and a run with more actors (--threads 4) all hold.  ThreadSanitizer's silence is worth
 * more here than that nothing deadlocked: say why.
 */
