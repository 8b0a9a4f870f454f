/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define ACCOUNTS 3
#define OPENING 1000000

struct account {
  pthread_mutex_t lock;
  long balance;
};

struct bank {
  struct account account[ACCOUNTS];
  atomic_long wrong;
};

static void setup(struct bank *b) {
  for (int i = 0; i < ACCOUNTS; i++) {
    pthread_mutex_init(&b->account[i].lock, NULL);
    b->account[i].balance = OPENING;
  }
}

static void teardown(struct bank *b) {
  for (int i = 0; i < ACCOUNTS; i++)
    pthread_mutex_destroy(&b->account[i].lock);
}

static void transfer(struct bank *b) {
  struct account *from = &b->account[ACCOUNTS - 1], *to = &b->account[0];
  pthread_mutex_lock(&from->lock);
  while (pthread_mutex_trylock(&to->lock) != 0) {
    pthread_mutex_unlock(&from->lock);
    sched_yield();
    pthread_mutex_lock(&from->lock);
  }
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
  }
  for (int i = 0; i < ACCOUNTS; i++)
    pthread_mutex_unlock(&b->account[i].lock);
  if (sum != ACCOUNTS * OPENING)
    atomic_fetch_add(&b->wrong, 1);
}
