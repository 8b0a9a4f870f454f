/* SPDX-License-Identifier: MIT */
/* Semaphores, barriers, read-write locks, once. */
#include "engines/explore/model.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <threads.h>
#include <time.h>

#define HEAD(kind) LAB_OP_HEAD(kind, LAB_OPF_DRAINS, 0, 0)
#define ME (lab_exec.me->index + 1u)

static void check(uint32_t destroyed, const void *object, const char *what, uintptr_t pc) {
  lab_exec.me->hooks++;
  const char *fault = lab_object_fault(destroyed);
  if (fault)
    lab_sched_fail(LAB_END_MISUSE, pc, (uintptr_t)object, "use of a %s that %s", what, fault);
}

/* -- Semaphores. -- */

int lab_model_sem_init(sem_t *s, int shared, unsigned value);
int lab_model_sem_init(sem_t *s, int shared, unsigned value) {
  (void)shared;
  *(struct lab_sem *)(void *)s = (struct lab_sem){.value = value};
  return 0;
}

static int semaphore(sem_t *s, unsigned kind, int failure, uintptr_t pc, uintptr_t frame) {
  struct lab_sem *sem = (struct lab_sem *)(void *)s;
  check(sem->destroyed, s, "semaphore", pc);
  if (kind == LAB_OP_SEM_WAIT)
    lab_sched_announce_conditional(HEAD(LAB_OP_SEM_WAIT), (uintptr_t)s, pc, frame, 0, 0);
  else
    lab_sched_announce(HEAD(kind), (uintptr_t)s, pc, frame);
  if (kind == LAB_OP_SEM_POST) {
    sem->value++;
    return 0;
  }
  if (sem->value == 0) {
    errno = failure;
    return -1;
  }
  sem->value--;
  return 0;
}

int lab_model_sem_destroy(sem_t *s);
int lab_model_sem_destroy(sem_t *s) {
  check(((struct lab_sem *)(void *)s)->destroyed, s, "semaphore", LAB_PC());
  ((struct lab_sem *)(void *)s)->destroyed = LAB_DESTROYED;
  return 0;
}
int lab_model_sem_wait(sem_t *s);
int lab_model_sem_wait(sem_t *s) { return semaphore(s, LAB_OP_SEM_WAIT, 0, LAB_PC(), LAB_FRAME()); }
int lab_model_sem_trywait(sem_t *s);
int lab_model_sem_trywait(sem_t *s) { return semaphore(s, LAB_OP_SEM_TRYWAIT, EAGAIN, LAB_PC(), LAB_FRAME()); }
int lab_model_sem_timedwait(sem_t *s, const struct timespec *until);
int lab_model_sem_timedwait(sem_t *s, const struct timespec *until) {
  return lab_time_late(semaphore(s, LAB_OP_SEM_TRYWAIT, ETIMEDOUT, LAB_PC(), LAB_FRAME()), until);
}
int lab_model_sem_clockwait(sem_t *s, clockid_t clock, const struct timespec *until);
int lab_model_sem_clockwait(sem_t *s, clockid_t clock, const struct timespec *until) {
  (void)clock;
  return lab_time_late(semaphore(s, LAB_OP_SEM_TRYWAIT, ETIMEDOUT, LAB_PC(), LAB_FRAME()), until);
}
int lab_model_sem_post(sem_t *s);
int lab_model_sem_post(sem_t *s) { return semaphore(s, LAB_OP_SEM_POST, 0, LAB_PC(), LAB_FRAME()); }
int lab_model_sem_getvalue(sem_t *s, int *value);
int lab_model_sem_getvalue(sem_t *s, int *value) {
  check(((struct lab_sem *)(void *)s)->destroyed, s, "semaphore", LAB_PC());
  lab_sched_announce(HEAD(LAB_OP_SEM_VALUE), (uintptr_t)s, LAB_PC(), LAB_FRAME());
  *value = (int)((const struct lab_sem *)(void *)s)->value;
  return 0;
}

/* -- Barriers. -- */

int lab_model_pthread_barrier_init(pthread_barrier_t *b, const pthread_barrierattr_t *attributes, unsigned size);
int lab_model_pthread_barrier_init(pthread_barrier_t *b, const pthread_barrierattr_t *attributes, unsigned size) {
  (void)attributes;
  if (size == 0)
    return EINVAL;
  *(struct lab_barrier *)(void *)b = (struct lab_barrier){.size = size};
  return 0;
}
int lab_model_pthread_barrier_destroy(pthread_barrier_t *b);
int lab_model_pthread_barrier_destroy(pthread_barrier_t *b) {
  struct lab_barrier *barrier = (struct lab_barrier *)(void *)b;
  check(barrier->destroyed, b, "barrier", LAB_PC());
  if (barrier->arrived)
    lab_sched_fail(LAB_END_MISUSE, LAB_PC(), (uintptr_t)b, "destroy of a barrier at which %u wait", barrier->arrived);
  barrier->destroyed = LAB_DESTROYED;
  return 0;
}

/* Whoever arrives last lets the others go. */
int lab_model_pthread_barrier_wait(pthread_barrier_t *b);
int lab_model_pthread_barrier_wait(pthread_barrier_t *b) {
  struct lab_barrier *barrier = (struct lab_barrier *)(void *)b;
  uintptr_t at = (uintptr_t)b;
  check(barrier->destroyed, b, "barrier", LAB_PC());
  lab_sched_announce(HEAD(LAB_OP_ARRIVE), at, LAB_PC(), LAB_FRAME());
  if (++barrier->arrived < barrier->size) {
    lab_sched_announce_conditional(HEAD(LAB_OP_HELD), at, LAB_PC(), LAB_FRAME(), 0, 0);
    return 0;
  }
  barrier->arrived = 0;
  for (unsigned a = 0; a < lab_exec.n_actors; a++) {
    struct lab_actor *actor = &lab_exec.actors[a];
    if (actor->state != LAB_ACTOR_ALIVE || actor->op.kind != LAB_OP_HELD || actor->op.address != at)
      continue;
    actor->op.kind = LAB_OP_RESUME;
    actor->op.flags |= LAB_OPF_LOCAL;
    actor->woken = lab_exec.me->last;
  }
  return PTHREAD_BARRIER_SERIAL_THREAD;
}

/* -- Read-write locks. -- */

static int rw(pthread_rwlock_t *l, unsigned kind, bool reads, int failure, uintptr_t pc, uintptr_t frame) {
  struct lab_rwlock *lock = (struct lab_rwlock *)(void *)l;
  check(lock->destroyed, l, "read-write lock", pc);
  if (lock->writer == ME && (kind == LAB_OP_LOCK || kind == LAB_OP_RDLOCK))
    return EDEADLK;
  lab_exec.me->op.arg2 = LAB_LOCK_RW;
  if (kind == LAB_OP_LOCK || kind == LAB_OP_RDLOCK)
    lab_sched_announce_conditional(HEAD(kind), (uintptr_t)l, pc, frame, 0, LAB_LOCK_RW);
  else
    lab_sched_announce(HEAD(kind), (uintptr_t)l, pc, frame);
  if (lock->writer || (!reads && lock->readers))
    return failure;
  if (reads)
    lock->readers++;
  else
    lock->writer = ME;
  return 0;
}

int lab_model_pthread_rwlock_init(pthread_rwlock_t *l, const pthread_rwlockattr_t *attributes);
int lab_model_pthread_rwlock_init(pthread_rwlock_t *l, const pthread_rwlockattr_t *attributes) {
  (void)attributes;
  *(struct lab_rwlock *)(void *)l = (struct lab_rwlock){.destroyed = 0};
  return 0;
}
int lab_model_pthread_rwlock_destroy(pthread_rwlock_t *l);
int lab_model_pthread_rwlock_destroy(pthread_rwlock_t *l) {
  struct lab_rwlock *lock = (struct lab_rwlock *)(void *)l;
  check(lock->destroyed, l, "read-write lock", LAB_PC());
  lab_sched_announce(HEAD(LAB_OP_DESTROY), (uintptr_t)l, LAB_PC(), LAB_FRAME());
  if (lock->writer || lock->readers)
    lab_sched_fail(LAB_END_MISUSE, LAB_PC(), (uintptr_t)l, "destroy of a read-write lock that is held");
  lock->destroyed = LAB_DESTROYED;
  return 0;
}
int lab_model_pthread_rwlock_rdlock(pthread_rwlock_t *l);
int lab_model_pthread_rwlock_rdlock(pthread_rwlock_t *l) {
  return rw(l, LAB_OP_RDLOCK, true, 0, LAB_PC(), LAB_FRAME());
}
int lab_model_pthread_rwlock_wrlock(pthread_rwlock_t *l);
int lab_model_pthread_rwlock_wrlock(pthread_rwlock_t *l) { return rw(l, LAB_OP_LOCK, false, 0, LAB_PC(), LAB_FRAME()); }
int lab_model_pthread_rwlock_tryrdlock(pthread_rwlock_t *l);
int lab_model_pthread_rwlock_tryrdlock(pthread_rwlock_t *l) {
  return rw(l, LAB_OP_TRYRDLOCK, true, EBUSY, LAB_PC(), LAB_FRAME());
}
int lab_model_pthread_rwlock_trywrlock(pthread_rwlock_t *l);
int lab_model_pthread_rwlock_trywrlock(pthread_rwlock_t *l) {
  return rw(l, LAB_OP_TRYLOCK, false, EBUSY, LAB_PC(), LAB_FRAME());
}
/* As with mutexes: the time has run out if it is scheduled while another is in the way. */
int lab_model_pthread_rwlock_timedrdlock(pthread_rwlock_t *l, const struct timespec *until);
int lab_model_pthread_rwlock_timedrdlock(pthread_rwlock_t *l, const struct timespec *until) {
  return lab_time_late(rw(l, LAB_OP_TRYRDLOCK, true, ETIMEDOUT, LAB_PC(), LAB_FRAME()), until);
}
int lab_model_pthread_rwlock_timedwrlock(pthread_rwlock_t *l, const struct timespec *until);
int lab_model_pthread_rwlock_timedwrlock(pthread_rwlock_t *l, const struct timespec *until) {
  return lab_time_late(rw(l, LAB_OP_TRYLOCK, false, ETIMEDOUT, LAB_PC(), LAB_FRAME()), until);
}
int lab_model_pthread_rwlock_unlock(pthread_rwlock_t *l);
int lab_model_pthread_rwlock_unlock(pthread_rwlock_t *l) {
  struct lab_rwlock *lock = (struct lab_rwlock *)(void *)l;
  check(lock->destroyed, l, "read-write lock", LAB_PC());
  bool writer = lock->writer == ME;
  if (!writer && lock->readers == 0)
    lab_sched_fail(LAB_END_MISUSE, LAB_PC(), (uintptr_t)l, "unlock of a read-write lock that is not held");
  lab_sched_announce(HEAD(writer ? LAB_OP_UNLOCK : LAB_OP_RDUNLOCK), (uintptr_t)l, LAB_PC(), LAB_FRAME());
  if (writer)
    lock->writer = 0;
  else
    lock->readers--;
  return 0;
}

/* -- Once: a lock around a flag, in the same four bytes: 0 not yet, actor + 1 running, DONE. -- */
#define DONE UINT32_C(0x40000000)

static void once(void *control, void (*run)(void), uintptr_t pc, uintptr_t frame) {
  uint32_t *state = control;
  lab_exec.me->hooks++;
  lab_sched_announce_conditional(HEAD(LAB_OP_LOCK), (uintptr_t)state, pc, frame, 0, LAB_LOCK_ONCE);
  if (*state == 0) {
    *state = ME;
    run();
    lab_exec.me->hooks++;
    lab_sched_announce(HEAD(LAB_OP_UNLOCK), (uintptr_t)state, pc, frame);
    *state = DONE;
  }
}

int lab_model_pthread_once(pthread_once_t *control, void (*run)(void));
int lab_model_pthread_once(pthread_once_t *control, void (*run)(void)) {
  once(control, run, LAB_PC(), LAB_FRAME());
  return 0;
}
void lab_model_call_once(once_flag *control, void (*run)(void));
void lab_model_call_once(once_flag *control, void (*run)(void)) { once(control, run, LAB_PC(), LAB_FRAME()); }
