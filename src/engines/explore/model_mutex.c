/* SPDX-License-Identifier: MIT */
/* pthread_mutex_*, pthread_spin_* and mtx_*: one model. */
#include "engines/explore/model.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <errno.h>
#include <pthread.h>
#include <threads.h>
#include <time.h>

#define ME (lab_exec.me->index + 1u)
#define AT(m) ((uintptr_t)(m))
#define DRAINS LAB_OPF_DRAINS

static struct lab_mutex *opened(void *mutex, uintptr_t pc, const char *what) {
  struct lab_mutex *m = mutex;
  lab_exec.me->hooks++;
  const char *fault = lab_object_fault(m->destroyed);
  if (fault)
    lab_sched_fail(LAB_END_MISUSE, pc, AT(m), "%s of a mutex that %s", what, fault);
  return m;
}

void lab_mutex_take(struct lab_mutex *mutex) {
  mutex->owner = ME;
  mutex->count = 0;
}

static int lock(void *mutex, uintptr_t pc, uintptr_t frame) {
  struct lab_mutex *m = opened(mutex, pc, "lock");
  if (m->owner == ME && m->kind == PTHREAD_MUTEX_RECURSIVE) {
    m->count++;
    return 0;
  }
  if (m->owner == ME && m->kind == PTHREAD_MUTEX_ERRORCHECK)
    return EDEADLK;
  lab_sched_announce_conditional(LAB_OP_HEAD(LAB_OP_LOCK, DRAINS, 0, 0), AT(m), pc, frame, 0, LAB_LOCK_MUTEX);
  opened(mutex, pc, "lock");
  lab_mutex_take(m);
  return 0;
}

static int try_lock(void *mutex, int busy, uintptr_t pc, uintptr_t frame) {
  struct lab_mutex *m = opened(mutex, pc, "trylock");
  if (m->owner == ME && m->kind == PTHREAD_MUTEX_RECURSIVE) {
    m->count++;
    return 0;
  }
  lab_exec.me->op.arg2 = LAB_LOCK_MUTEX;
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_TRYLOCK, DRAINS, 0, 0), AT(m), pc, frame);
  if (m->owner)
    return busy;
  lab_mutex_take(m);
  return 0;
}

static int unlock(void *mutex, uintptr_t pc, uintptr_t frame) {
  struct lab_mutex *m = opened(mutex, pc, "unlock");
  if (m->owner == ME && m->count) {
    m->count--;
    return 0;
  }
  if (m->owner != ME && (m->kind == PTHREAD_MUTEX_RECURSIVE || m->kind == PTHREAD_MUTEX_ERRORCHECK))
    return EPERM;
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_UNLOCK, DRAINS, 0, 0), AT(m), pc, frame);
  if (m->owner != ME && !lab_exec.quiet)
    lab_sched_fail(LAB_END_MISUSE, pc, AT(m),
                   m->owner ? "unlock of a mutex that another actor holds (actor %u)"
                            : "unlock of a mutex that nobody holds",
                   m->owner);
  m->owner = 0;
  return 0;
}

static int init(void *mutex, int kind) {
  *(struct lab_mutex *)mutex = (struct lab_mutex){.kind = kind};
  return 0;
}

static int destroy(void *mutex, uintptr_t pc, uintptr_t frame) {
  struct lab_mutex *m = opened(mutex, pc, "destroy");
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_DESTROY, DRAINS, 0, 0), AT(m), pc, frame);
  if (m->owner)
    lab_sched_fail(LAB_END_MISUSE, pc, AT(m), "destroy of a mutex that is locked (by actor %u)", m->owner);
  m->destroyed = LAB_DESTROYED;
  return 0;
}

/* -- What the program calls. -- */

int lab_model_pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attributes);
int lab_model_pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attributes) {
  int kind = PTHREAD_MUTEX_NORMAL;
  if (attributes)
    pthread_mutexattr_gettype(attributes, &kind);
  return init(m, kind);
}
int lab_model_pthread_mutex_destroy(pthread_mutex_t *m);
int lab_model_pthread_mutex_destroy(pthread_mutex_t *m) { return destroy(m, LAB_PC(), LAB_FRAME()); }
int lab_model_pthread_mutex_lock(pthread_mutex_t *m);
int lab_model_pthread_mutex_lock(pthread_mutex_t *m) { return lock(m, LAB_PC(), LAB_FRAME()); }
int lab_model_pthread_mutex_trylock(pthread_mutex_t *m);
int lab_model_pthread_mutex_trylock(pthread_mutex_t *m) { return try_lock(m, EBUSY, LAB_PC(), LAB_FRAME()); }
/* Whether the time runs out is a choice: when it is scheduled while another holds the mutex, it has. */
int lab_model_pthread_mutex_timedlock(pthread_mutex_t *m, const struct timespec *until);
int lab_model_pthread_mutex_timedlock(pthread_mutex_t *m, const struct timespec *until) {
  return lab_time_late(try_lock(m, ETIMEDOUT, LAB_PC(), LAB_FRAME()), until);
}
int lab_model_pthread_mutex_clocklock(pthread_mutex_t *m, clockid_t clock, const struct timespec *until);
int lab_model_pthread_mutex_clocklock(pthread_mutex_t *m, clockid_t clock, const struct timespec *until) {
  (void)clock;
  return lab_time_late(try_lock(m, ETIMEDOUT, LAB_PC(), LAB_FRAME()), until);
}
int lab_model_pthread_mutex_unlock(pthread_mutex_t *m);
int lab_model_pthread_mutex_unlock(pthread_mutex_t *m) { return unlock(m, LAB_PC(), LAB_FRAME()); }

int lab_model_mtx_init(mtx_t *m, int type);
int lab_model_mtx_init(mtx_t *m, int type) {
  init(m, type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
  return thrd_success;
}
void lab_model_mtx_destroy(mtx_t *m);
void lab_model_mtx_destroy(mtx_t *m) { destroy(m, LAB_PC(), LAB_FRAME()); }
int lab_model_mtx_lock(mtx_t *m);
int lab_model_mtx_lock(mtx_t *m) { return lock(m, LAB_PC(), LAB_FRAME()) ? thrd_error : thrd_success; }
int lab_model_mtx_trylock(mtx_t *m);
int lab_model_mtx_trylock(mtx_t *m) { return try_lock(m, 1, LAB_PC(), LAB_FRAME()) ? thrd_busy : thrd_success; }
int lab_model_mtx_timedlock(mtx_t *m, const struct timespec *until);
int lab_model_mtx_timedlock(mtx_t *m, const struct timespec *until) {
  return lab_time_late(try_lock(m, 1, LAB_PC(), LAB_FRAME()), until) ? thrd_timedout : thrd_success;
}
int lab_model_mtx_unlock(mtx_t *m);
int lab_model_mtx_unlock(mtx_t *m) { return unlock(m, LAB_PC(), LAB_FRAME()) ? thrd_error : thrd_success; }

/* A pthread_spinlock_t has four bytes only: its owner, where the others have `destroyed`. */
static int spin_visit(volatile int *s, unsigned kind, uintptr_t pc, uintptr_t frame) {
  lab_exec.me->hooks++;
  lab_exec.me->op.arg2 = LAB_LOCK_SPIN;
  if (kind == LAB_OP_LOCK)
    lab_sched_announce_conditional(LAB_OP_HEAD(kind, DRAINS, 0, 0), AT(s), pc, frame, 0, LAB_LOCK_SPIN);
  else
    lab_sched_announce(LAB_OP_HEAD(kind, DRAINS, 0, 0), AT(s), pc, frame);
  if (kind == LAB_OP_TRYLOCK && *s)
    return EBUSY;
  *s = kind == LAB_OP_UNLOCK ? 0 : (int)ME;
  return 0;
}
int lab_model_pthread_spin_init(pthread_spinlock_t *s, int shared);
int lab_model_pthread_spin_init(pthread_spinlock_t *s, int shared) {
  (void)shared;
  *s = 0;
  return 0;
}
int lab_model_pthread_spin_destroy(pthread_spinlock_t *s);
int lab_model_pthread_spin_destroy(pthread_spinlock_t *s) {
  return spin_visit(s, LAB_OP_UNLOCK, LAB_PC(), LAB_FRAME());
}
int lab_model_pthread_spin_lock(pthread_spinlock_t *s);
int lab_model_pthread_spin_lock(pthread_spinlock_t *s) { return spin_visit(s, LAB_OP_LOCK, LAB_PC(), LAB_FRAME()); }
int lab_model_pthread_spin_trylock(pthread_spinlock_t *s);
int lab_model_pthread_spin_trylock(pthread_spinlock_t *s) {
  return spin_visit(s, LAB_OP_TRYLOCK, LAB_PC(), LAB_FRAME());
}
int lab_model_pthread_spin_unlock(pthread_spinlock_t *s);
int lab_model_pthread_spin_unlock(pthread_spinlock_t *s) { return spin_visit(s, LAB_OP_UNLOCK, LAB_PC(), LAB_FRAME()); }
