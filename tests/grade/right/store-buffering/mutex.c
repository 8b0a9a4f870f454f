/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <pthread.h>

struct room {
  pthread_mutex_t lock;
  int left_wants, right_wants;
  int entered[];
};

static void setup(struct room *r) { pthread_mutex_init(&r->lock, NULL); }

static void left(struct room *r) {
  pthread_mutex_lock(&r->lock);
  r->left_wants = 1;
  if (!r->right_wants)
    r->entered[lab_self()] = 1;
  pthread_mutex_unlock(&r->lock);
}

static void right(struct room *r) {
  pthread_mutex_lock(&r->lock);
  r->right_wants = 1;
  if (!r->left_wants)
    r->entered[lab_self()] = 1;
  pthread_mutex_unlock(&r->lock);
}
