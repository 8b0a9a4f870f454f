/* SPDX-License-Identifier: MIT */
/*
 * pthread_cond_* and cnd_*.
 *
 * A wait is three steps: join the queue, release the mutex, and, once signalled, lock it again.  Joining before
 * releasing is what POSIX asks for: a signal by whoever locks the mutex next finds the waiter there.  The queue is
 * no data: the waiters of a condition variable are the actors whose announced operation says so.
 */
#include "engines/explore/model.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <errno.h>
#include <pthread.h>
#include <threads.h>
#include <time.h>

int lab_model_pthread_mutex_unlock(pthread_mutex_t *m);

static void check(const void *cond, uintptr_t pc, const char *what) {
  lab_exec.me->hooks++;
  const char *fault = lab_object_fault(((const struct lab_cond *)cond)->destroyed);
  if (fault)
    lab_sched_fail(LAB_END_MISUSE, pc, (uintptr_t)cond, "%s of a condition variable that %s", what, fault);
}

static bool waits_on(const struct lab_actor *actor, uintptr_t cond) {
  return actor->state == LAB_ACTOR_ALIVE && actor->queued == cond;
}

/* A waiter is signalled: what it does next is lock the mutex. */
static void wake(struct lab_actor *actor) {
  actor->queued = 0;
  actor->woken = lab_exec.me->last;
  if (actor->op.kind != LAB_OP_WAITING && actor->op.kind != LAB_OP_TIMEOUT)
    return; /* it has joined the queue and is about to release the mutex */
  actor->op.kind = LAB_OP_LOCK;
  actor->op.address = actor->op.arg;
  actor->op.arg2 = LAB_LOCK_MUTEX;
  actor->op.arg = 0;
  lab_set_add(lab_exec.conditional, actor->index);
}

/* until: NULL if it does not time out. */
static int wait_for(void *cond, void *mutex, const struct timespec *until, int timed_out, uintptr_t pc,
                    uintptr_t frame) {
  struct lab_actor *me = lab_exec.me;
  struct lab_mutex *m = mutex;
  uintptr_t c = (uintptr_t)cond;
  check(cond, pc, "wait");
  if (m->owner != me->index + 1u)
    lab_sched_fail(LAB_END_MISUSE, pc, c, "wait on a condition variable without holding its mutex");
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_ENQUEUE, LAB_OPF_DRAINS, 0, 0), c, pc, frame);
  me->queued = c;
  me->hooks++;
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_UNLOCK, LAB_OPF_DRAINS, 0, 0), (uintptr_t)m, pc, frame);
  uint32_t count = m->count;
  m->owner = 0;
  bool signalled = me->queued == 0;
  if (signalled)
    lab_sched_announce_conditional(LAB_OP_HEAD(LAB_OP_LOCK, LAB_OPF_DRAINS, 0, 0), (uintptr_t)m, pc, frame, 0,
                                   LAB_LOCK_MUTEX);
  else
    lab_sched_announce_conditional(LAB_OP_HEAD(until ? LAB_OP_TIMEOUT : LAB_OP_WAITING, LAB_OPF_DRAINS, 0, 0), c, pc,
                                   frame, (uintptr_t)m, 0);
  bool gave_up = me->queued != 0;
  if (gave_up) {
    me->queued = 0;
    lab_time_reach(until);
    lab_sched_announce_conditional(LAB_OP_HEAD(LAB_OP_LOCK, LAB_OPF_DRAINS, 0, 0), (uintptr_t)m, pc, frame, 0,
                                   LAB_LOCK_MUTEX);
  }
  lab_mutex_take(m);
  m->count = count;
  return gave_up ? timed_out : 0;
}

/* Which of the waiters is woken is a choice. */
static int signal_one(void *cond, uintptr_t pc, uintptr_t frame) {
  uintptr_t c = (uintptr_t)cond;
  check(cond, pc, "signal");
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_SIGNAL, LAB_OPF_DRAINS, 0, 0), c, pc, frame);
  unsigned waiters = 0;
  for (unsigned a = 0; a < lab_exec.n_actors; a++)
    waiters += waits_on(&lab_exec.actors[a], c);
  if (waiters == 0)
    return 0;
  unsigned chosen = lab_sched_choose(waiters, pc);
  for (unsigned a = 0; a < lab_exec.n_actors; a++)
    if (waits_on(&lab_exec.actors[a], c) && chosen-- == 0) {
      wake(&lab_exec.actors[a]);
      break;
    }
  return 0;
}

static int signal_all(void *cond, uintptr_t pc, uintptr_t frame) {
  uintptr_t c = (uintptr_t)cond;
  check(cond, pc, "broadcast");
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_BROADCAST, LAB_OPF_DRAINS, 0, 0), c, pc, frame);
  for (unsigned a = 0; a < lab_exec.n_actors; a++)
    if (waits_on(&lab_exec.actors[a], c))
      wake(&lab_exec.actors[a]);
  return 0;
}

static int init(void *cond) {
  ((struct lab_cond *)cond)->destroyed = 0;
  return 0;
}

static int destroy(void *cond, uintptr_t pc, uintptr_t frame) {
  uintptr_t c = (uintptr_t)cond;
  check(cond, pc, "destroy");
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_BROADCAST, LAB_OPF_DRAINS, 0, 0), c, pc, frame);
  for (unsigned a = 0; a < lab_exec.n_actors; a++)
    if (waits_on(&lab_exec.actors[a], c))
      lab_sched_fail(LAB_END_MISUSE, pc, c, "destroy of a condition variable on which actor %u waits", a + 1);
  ((struct lab_cond *)cond)->destroyed = LAB_DESTROYED;
  return 0;
}

/* -- What the program calls. -- */

int lab_model_pthread_cond_init(pthread_cond_t *c, const pthread_condattr_t *attributes);
int lab_model_pthread_cond_init(pthread_cond_t *c, const pthread_condattr_t *attributes) {
  (void)attributes;
  return init(c);
}
int lab_model_pthread_cond_destroy(pthread_cond_t *c);
int lab_model_pthread_cond_destroy(pthread_cond_t *c) { return destroy(c, LAB_PC(), LAB_FRAME()); }
int lab_model_pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m);
int lab_model_pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m) {
  return wait_for(c, m, NULL, 0, LAB_PC(), LAB_FRAME());
}
int lab_model_pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *until);
int lab_model_pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *until) {
  return wait_for(c, m, until, ETIMEDOUT, LAB_PC(), LAB_FRAME());
}
int lab_model_pthread_cond_clockwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock,
                                     const struct timespec *until);
int lab_model_pthread_cond_clockwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock,
                                     const struct timespec *until) {
  (void)clock;
  return wait_for(c, m, until, ETIMEDOUT, LAB_PC(), LAB_FRAME());
}
int lab_model_pthread_cond_signal(pthread_cond_t *c);
int lab_model_pthread_cond_signal(pthread_cond_t *c) { return signal_one(c, LAB_PC(), LAB_FRAME()); }
int lab_model_pthread_cond_broadcast(pthread_cond_t *c);
int lab_model_pthread_cond_broadcast(pthread_cond_t *c) { return signal_all(c, LAB_PC(), LAB_FRAME()); }

int lab_model_cnd_init(cnd_t *c);
int lab_model_cnd_init(cnd_t *c) { return init(c); }
void lab_model_cnd_destroy(cnd_t *c);
void lab_model_cnd_destroy(cnd_t *c) { destroy(c, LAB_PC(), LAB_FRAME()); }
int lab_model_cnd_wait(cnd_t *c, mtx_t *m);
int lab_model_cnd_wait(cnd_t *c, mtx_t *m) { return wait_for(c, m, NULL, 0, LAB_PC(), LAB_FRAME()); }
int lab_model_cnd_timedwait(cnd_t *c, mtx_t *m, const struct timespec *until);
int lab_model_cnd_timedwait(cnd_t *c, mtx_t *m, const struct timespec *until) {
  return wait_for(c, m, until, thrd_timedout, LAB_PC(), LAB_FRAME());
}
int lab_model_cnd_signal(cnd_t *c);
int lab_model_cnd_signal(cnd_t *c) { return signal_one(c, LAB_PC(), LAB_FRAME()); }
int lab_model_cnd_broadcast(cnd_t *c);
int lab_model_cnd_broadcast(cnd_t *c) { return signal_all(c, LAB_PC(), LAB_FRAME()); }
