/* SPDX-License-Identifier: MIT */
/*
 * A transfer locks one account, and if it cannot have the other at once, lets go and begins anew.
 *
 * Two accounts, each with a lock of its own.  Actors with even numbers send money from the first account to the second,
 * the others send it back.  Whoever touches a balance holds the lock of that account.
 *
 * Question: two actors that meet: can it happen that both let go and begin anew for ever?
 *
 * Run: lab run lock-order/fixed-trylock
 */
#include <lab/lab.h>
#include <pthread.h>
#include <sched.h>

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

static void lock_both(struct account *from, struct account *to) {
  pthread_mutex_lock(&from->lock);
  while (pthread_mutex_trylock(&to->lock) != 0) {
    pthread_mutex_unlock(&from->lock);
    sched_yield(); /* or the other one, who does the same, might be in step with us */
    pthread_mutex_lock(&from->lock);
  }
}

static void transfer(struct bank *b) {
  struct account *from = &b->account[lab_self() % 2], *to = &b->account[(lab_self() + 1) % 2];
  lock_both(from, to);
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

LAB_VARIANT(struct bank, .title = "trylock, and back off", .actor = transfer, .setup = setup, .audit = audit,
            .teardown = teardown, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: nobody waits while holding.  An actor that does not get the second lock gives the first one back, so
 * whoever waits for that can go on.
 *
 * ThreadSanitizer takes no notice of the order of a lock that is tried: a try does not wait, so it cannot close a
 * circle of waiting.
 *
 * In theory both can let go and begin anew in step for ever: a livelock, where all are busy and nothing gets done.  To
 * give up the CPU (sched_yield) between two attempts, or to wait for a random time, breaks the step.  There is no bound
 * on the number of attempts all the same.
 *
 * This is the way where no order can be had, as when the second lock is known only by looking at what the first one
 * protects.  What was read under the first lock has to be read again after beginning anew.  std::lock of C++ works like
 * this; databases do it with whole transactions.
 */
