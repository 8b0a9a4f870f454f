/* SPDX-License-Identifier: MIT */
/* A task awaits something while it holds a mutex of its thread; the next one stops the thread. */
#include "moment.h"
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void act(struct tries *tries) {
  tries->done[lab_self()]++;
  if (!tries->now)
    return;
  pthread_mutex_lock(&mutex);
  lab_await_turn();
  pthread_mutex_unlock(&mutex);
}

LAB_VARIANT(struct tries, .title = "a mutex held over an await", .kind = LAB_TASKS, .actor = act, .setup = setup_tries,
            .audit = audit_tries, .expect = {.native = LAB_DEADLOCK, .tsan = LAB_DEADLOCK});
