/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static pthread_mutex_t locks[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static atomic_bool now;
static atomic_ulong arrived, holding;

/* Until all actors are in the same iteration. */
static void meet(void) {
  const unsigned long ticket = atomic_fetch_add(&arrived, 1), round = ticket / lab_actors() + 1;
  while (atomic_load(&arrived) < round * lab_actors())
    sched_yield();
}

/* Until both hold their first lock. */
static void meet_two(void) {
  atomic_fetch_add(&holding, 1);
  while (atomic_load(&holding) < 2)
    sched_yield();
}

static void act(struct tries *tries) {
  if (moment_has_come())
    atomic_store(&now, true);
  meet();
  const unsigned self = lab_self();
  if (atomic_load(&now) && self < 2) {
    pthread_mutex_lock(&locks[self]);
    meet_two();
    pthread_mutex_lock(&locks[1 - self]);
  }
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "locks a and b, and b and a", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_DEADLOCK, .tsan = LAB_DEADLOCK});
