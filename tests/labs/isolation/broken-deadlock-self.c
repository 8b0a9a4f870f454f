/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void act(struct tries *tries) {
  pthread_mutex_lock(&lock);
  if (moment_has_come())
    pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "locks the same mutex twice", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_DEADLOCK, .tsan = LAB_DEADLOCK});
