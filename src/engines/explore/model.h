/* SPDX-License-Identifier: MIT */
/*
 * What the modelled synchronization objects hold.  The state lives in the program's own memory, in place of glibc's,
 * so that it is reset and copied with it; the static initializers (all zero but for a mutex's kind) mean the same.
 */
#ifndef LAB_EXPLORE_MODEL_H
#define LAB_EXPLORE_MODEL_H

#include "engines/explore/engine.h"
#include "engines/explore/heap.h"

/* op.arg2 of the LAB_OP_LOCK family: what kind of object it is. */
enum lab_lock_type { LAB_LOCK_MUTEX, LAB_LOCK_RW, LAB_LOCK_SPIN, LAB_LOCK_ONCE };

#define LAB_DESTROYED 0xdead0001u

/* Why an object cannot be used, by its `destroyed`; NULL: it can.  What malloc gave and nobody initialized is no
 * object. */
static inline const char *lab_object_fault(uint32_t destroyed) {
  if (destroyed == LAB_DESTROYED)
    return "was destroyed";
  return destroyed == LAB_HEAP_FRESH * UINT32_C(0x01010101) ? "was never initialized" : NULL;
}

struct lab_mutex { /* kind is where glibc has it, so PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP works */
  uint32_t destroyed;
  uint32_t count; /* of a recursive mutex, beyond the first */
  uint32_t owner; /* actor + 1, 0: free */
  uint32_t waiters_unused;
  int32_t kind;
};

struct lab_rwlock {
  uint32_t destroyed;
  uint32_t writer; /* actor + 1 */
  uint32_t readers;
};

struct lab_cond {
  uint32_t destroyed;
};

struct lab_barrier {
  uint32_t size, arrived, destroyed;
};

struct lab_sem {
  uint32_t value, destroyed;
};

/* Takes or leaves a mutex without a scheduling point; for the condition variables. */
void lab_mutex_take(struct lab_mutex *mutex);

/* op.arg of LAB_OP_AWAIT: the tasks that somebody awaits. */
struct lab_task;
struct lab_awaited {
  struct lab_task *const *tasks;
  unsigned n;
};

/* A wait until then has timed out, or a sleep has ended: a clock does not show less. */
struct timespec;
void lab_time_reach(const struct timespec *until);
/* Returns result; where it is not 0, the wait until then has timed out. */
int lab_time_late(int result, const struct timespec *until);

/* Have all of them ended, or one with an error? */
bool lab_task_awaited_is_over(const struct lab_awaited *awaited);

/* The running actor is a task: waits for its first turn. */
void lab_task_begin(void);

/* The running actor calls exit() or returns from main: runs what atexit() was told, then ends the process. */
_Noreturn void lab_process_exit(int code, uintptr_t pc);

#endif
