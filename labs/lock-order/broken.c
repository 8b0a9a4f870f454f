/* SPDX-License-Identifier: MIT */
/*
 * A transfer locks the account that the money leaves, then the one that it enters.
 *
 * Two accounts, each with a lock of its own.  Actors with even numbers send money from the first account to the second,
 * the others send it back.  Whoever touches a balance holds the lock of that account.
 *
 * Question: every access is under its lock.  What can still go wrong, and does it have to happen to be found?
 *
 * Run: lab run lock-order/broken
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
  pthread_mutex_lock(&from->lock);
  pthread_mutex_lock(&to->lock);
  from->balance -= 1;
  to->balance += 1;
  pthread_mutex_unlock(&to->lock);
  pthread_mutex_unlock(&from->lock);
}

static void audit(const struct bank *b, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, b->account[0].balance + b->account[1].balance != 2 * OPENING);
}

static void teardown(struct bank *b) {
  for (int i = 0; i < 2; i++)
    pthread_mutex_destroy(&b->account[i].lock);
}

LAB_VARIANT(struct bank, .title = "locks in the order from, to", .actor = transfer, .setup = setup, .audit = audit,
            .teardown = teardown,
            .expect = {.native = LAB_DEADLOCK,
                       .tsan = LAB_LOCK_ORDER "|" LAB_DEADLOCK,
                       .explore = LAB_DEADLOCK,
                       .why = "native: each actor has to be between its two locks while the other one is; "
                              "ThreadSanitizer has to see both orders, at whatever time each of them came"});

/*
 * Afterword: an actor holds the first account and waits for the second; another holds the second and waits for the
 * first.  Neither can go on, and neither will ever let go.  This is a deadlock, AB-BA for short.
 *
 * Four things have to come together (Coffman and others, 1971): locks exclude; who holds one waits for another; none
 * can be taken away; and the waiting goes round in a circle.  Every cure removes one of the four.
 *
 * In this laboratory the two meet at once, because they start together.  In a program that is not built for it they
 * meet once in weeks.  ThreadSanitizer need not wait for it: it notes for each lock which others were held when it was
 * taken, and reports the circle as soon as both orders have been seen, be they seconds apart.  In an iteration that
 * really deadlocks it may have nothing to report, because the second lock of the second actor is never taken.
 *
 * Nothing in transfer looks wrong.  The order of the locks depends on who sends to whom, and is written nowhere.
 *
 * The fix: the same order for everybody (fixed-order), or no waiting while holding (fixed-trylock), or one lock for
 * both accounts (fixed-one-lock).
 */
