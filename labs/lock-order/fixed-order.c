/* SPDX-License-Identifier: MIT */
/*
 * A transfer locks both accounts, always the same one first.
 *
 * Two accounts, each with a lock of its own.  Actors with even numbers send money from the first account to the second,
 * the others send it back.  Whoever touches a balance holds the lock of that account.
 *
 * Question: does the order of the two unlocks matter as well?
 *
 * Run: lab run lock-order/fixed-order
 */
#include <lab/lab.h>
#include <pthread.h>

#define OPENING 1000000

struct account {
  pthread_mutex_t lock; /* held by whoever touches balance */
  long balance;
};

struct bank {
  struct account account[2];
};

static void setup(struct bank *b) {
  for (int i = 0; i < 2; i++) {
    pthread_mutex_init(&b->account[i].lock, NULL);
    b->account[i].balance = OPENING;
  }
}

static void transfer(struct bank *b) {
  struct account *from = &b->account[lab_self() % 2], *to = &b->account[(lab_self() + 1) % 2];
  struct account *first = from < to ? from : to, *second = from < to ? to : from;
  pthread_mutex_lock(&first->lock);
  pthread_mutex_lock(&second->lock);
  from->balance -= 1;
  to->balance += 1;
  pthread_mutex_unlock(&second->lock);
  pthread_mutex_unlock(&first->lock);
}

static void audit(const struct bank *b, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, b->account[0].balance + b->account[1].balance != 2 * OPENING);
}

static void teardown(struct bank *b) {
  for (int i = 0; i < 2; i++)
    pthread_mutex_destroy(&b->account[i].lock);
}

LAB_VARIANT(struct bank, .title = "the lower account first", .actor = transfer, .setup = setup, .audit = audit,
            .teardown = teardown, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: whoever holds the second account has the first already, so it waits for nobody, and whoever waits for the
 * first holds nothing yet.  With more locks it is the same: waiting always goes from a lower lock to a higher one, and
 * a circle would have to come down again somewhere.
 *
 * It does not matter which order it is, only that there is one, for all locks and in all the code that takes more than
 * one of them.  Here it is the address.  Comparing pointers with < is defined in C only within one array, as these are;
 * else compare a number that the objects carry, or the pointers as uintptr_t.
 *
 * The order of the unlocks does not matter: to unlock never waits.
 *
 * The price is that one has to know both accounts before the first lock is taken, and that nothing but discipline keeps
 * the order.  Large programs write it down (the head of mm/filemap.c in Linux is such a list) and check it by machine,
 * as ThreadSanitizer does here and lockdep does in Linux.
 */
