/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <pthread.h>

#define SEATS 2

struct hall {
  long unsold;
  char sold[SEATS];
  pthread_mutex_t lock;
  long tickets[];
};

static void setup(struct hall *h) {
  h->unsold = SEATS;
  pthread_mutex_init(&h->lock, NULL);
}

static void sell(struct hall *h) {
  pthread_mutex_lock(&h->lock);
  long seat = h->unsold;
  pthread_mutex_unlock(&h->lock);
  if (seat < 1)
    return;
  pthread_mutex_lock(&h->lock);
  h->unsold = seat - 1;
  h->sold[seat - 1] += 1;
  h->tickets[lab_self()] += 1;
  pthread_mutex_unlock(&h->lock);
}
