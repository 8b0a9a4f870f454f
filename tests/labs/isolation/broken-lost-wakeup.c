/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void wait_for_it(void) {
  pthread_cond_signal(&changed);
  pthread_mutex_lock(&lock);
  pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

static void act(struct tries *tries) {
  if (moment_has_come())
    wait_for_it();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "waits for a signal that came before", .actor = act, .audit = audit_tries,
            .exclusive = true, .expect = {.native = LAB_DEADLOCK, .tsan = LAB_DEADLOCK});
