/* SPDX-License-Identifier: MIT */
/* Threads: pthread_create and kin, thrd_*.  A pthread_t is the actor's index + 1. */
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <threads.h>

#define LOCAL (LAB_OPF_LOCAL | LAB_OPF_DRAINS)

/* Creating commutes with what others do: the new actor's steps do not exist before it. */
static struct lab_actor *create(void *(*start)(void *), void *argument, uintptr_t pc, uintptr_t frame) {
  lab_exec.me->hooks++;
  if (lab_exec.quiet)
    lab_sched_fail(LAB_END_LIMIT, pc, 0, "a thread is created by setup or audit, which no actor runs");
  lab_sched_announce_conditional(LAB_OP_HEAD(LAB_OP_CREATE, LOCAL, 0, 0), 0, pc, frame, 0, 0);
  struct lab_actor *actor = lab_sched_create(start, argument);
  if (!actor)
    lab_sched_fail(LAB_END_LIMIT, pc, 0, "the program creates more than %u threads, those that have ended included",
                   LAB_X_ACTORS);
  actor->birth = lab_exec.me->last;
  if (actor->birth >= 0)
    lab_search.steps[actor->birth].child = actor->index;
  return actor;
}

static struct lab_actor *find(uintptr_t thread, uintptr_t pc, const char *what) {
  if (thread == 0 || thread > lab_exec.n_actors)
    lab_sched_fail(LAB_END_MISUSE, pc, 0, "%s: no such thread", what);
  struct lab_actor *actor = &lab_exec.actors[thread - 1];
  if (actor->detached || actor->state == LAB_ACTOR_JOINED)
    lab_sched_fail(LAB_END_MISUSE, pc, 0, "%s of a thread that was %s already", what,
                   actor->detached ? "detached" : "joined");
  return actor;
}

static void *join(uintptr_t thread, uintptr_t pc, uintptr_t frame) {
  lab_exec.me->hooks++;
  struct lab_actor *actor = find(thread, pc, "join");
  lab_sched_announce_conditional(LAB_OP_HEAD(LAB_OP_JOIN, LOCAL, 0, 0), 0, pc, frame, actor->index, 0);
  find(thread, pc, "join");
  actor->state = LAB_ACTOR_JOINED;
  lab_exec.n_unjoined--;
  return actor->result;
}

int lab_model_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                             void *argument);
int lab_model_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                             void *argument) {
  struct lab_actor *actor = create(start, argument, LAB_PC(), LAB_FRAME());
  int detached = PTHREAD_CREATE_JOINABLE;
  if (attributes)
    pthread_attr_getdetachstate(attributes, &detached);
  actor->detached = detached == PTHREAD_CREATE_DETACHED;
  *thread = actor->index + 1u;
  lab_sched_launch(actor);
  return 0;
}

int lab_model_pthread_join(pthread_t thread, void **result);
int lab_model_pthread_join(pthread_t thread, void **result) {
  if (thread == lab_exec.me->index + 1u)
    return EDEADLK;
  void *value = join(thread, LAB_PC(), LAB_FRAME());
  if (result)
    *result = value;
  return 0;
}

int lab_model_pthread_detach(pthread_t thread);
int lab_model_pthread_detach(pthread_t thread) {
  find(thread, LAB_PC(), "detach")->detached = true;
  return 0;
}

pthread_t lab_model_pthread_self(void);
pthread_t lab_model_pthread_self(void) { return lab_exec.me->index + 1u; }

int lab_model_pthread_equal(pthread_t a, pthread_t b);
int lab_model_pthread_equal(pthread_t a, pthread_t b) { return a == b; }

/* A hint: others are tried first.  Whoever only waits is recognised by what it does. */
static void yield(void) {
  lab_exec.me->hooks++;
  lab_exec.me->yielded = lab_exec.me->last + 1;
}

int lab_model_sched_yield(void);
int lab_model_sched_yield(void) {
  yield();
  return 0;
}

/* -- C11 threads. -- */

static void *start_c11(void *argument) {
  struct lab_actor *me = lab_exec.me;
  return (void *)(intptr_t)me->start_c11(argument);
}

int lab_model_thrd_create(thrd_t *thread, thrd_start_t start, void *argument);
int lab_model_thrd_create(thrd_t *thread, thrd_start_t start, void *argument) {
  struct lab_actor *actor = create(start_c11, argument, LAB_PC(), LAB_FRAME());
  actor->start_c11 = start;
  *thread = actor->index + 1u;
  lab_sched_launch(actor);
  return thrd_success;
}

int lab_model_thrd_join(thrd_t thread, int *result);
int lab_model_thrd_join(thrd_t thread, int *result) {
  void *value = join(thread, LAB_PC(), LAB_FRAME());
  if (result)
    *result = (int)(intptr_t)value;
  return thrd_success;
}

int lab_model_thrd_detach(thrd_t thread);
int lab_model_thrd_detach(thrd_t thread) {
  find(thread, LAB_PC(), "detach")->detached = true;
  return thrd_success;
}

_Noreturn void lab_model_thrd_exit(int result);
_Noreturn void lab_model_thrd_exit(int result) { lab_sched_finish((void *)(intptr_t)result); }
thrd_t lab_model_thrd_current(void);
thrd_t lab_model_thrd_current(void) { return lab_exec.me->index + 1u; }
int lab_model_thrd_equal(thrd_t a, thrd_t b);
int lab_model_thrd_equal(thrd_t a, thrd_t b) { return a == b; }
void lab_model_thrd_yield(void);
void lab_model_thrd_yield(void) { yield(); }

/* -- pthread_cleanup_push and pop, which are macros around these. -- */

static __pthread_unwind_buf_t **cleanups(void) { return (__pthread_unwind_buf_t **)&lab_exec.me->cleanups; }

void lab_model___pthread_register_cancel(__pthread_unwind_buf_t *buffer);
void lab_model___pthread_register_cancel(__pthread_unwind_buf_t *buffer) {
  buffer->__pad[0] = *cleanups();
  *cleanups() = buffer;
}

void lab_model___pthread_unregister_cancel(__pthread_unwind_buf_t *buffer);
void lab_model___pthread_unregister_cancel(__pthread_unwind_buf_t *buffer) { *cleanups() = buffer->__pad[0]; }

/* Runs the handler that was pushed last; its code ends in a call of __pthread_unwind_next. */
static _Noreturn void unwind(void) {
  __pthread_unwind_buf_t *buffer = *cleanups();
  if (!buffer)
    lab_sched_finish(lab_exec.me->result);
  *cleanups() = buffer->__pad[0];
  longjmp((struct __jmp_buf_tag *)(void *)buffer->__cancel_jmp_buf, 1);
}

_Noreturn void lab_model___pthread_unwind_next(__pthread_unwind_buf_t *buffer);
_Noreturn void lab_model___pthread_unwind_next(__pthread_unwind_buf_t *buffer) {
  (void)buffer;
  unwind();
}

_Noreturn void lab_model_pthread_exit(void *result);
_Noreturn void lab_model_pthread_exit(void *result) {
  lab_exec.me->result = result;
  unwind();
}

/* -- What changes nothing here. -- */

int lab_model_pthread_setname_np(pthread_t thread, const char *name);
int lab_model_pthread_setname_np(pthread_t thread, const char *name) {
  (void)thread, (void)name;
  return 0;
}
int lab_model_pthread_setaffinity_np(pthread_t thread, size_t size, const void *cpus);
int lab_model_pthread_setaffinity_np(pthread_t thread, size_t size, const void *cpus) {
  (void)thread, (void)size, (void)cpus;
  return 0;
}
int lab_model_pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *parameters);
int lab_model_pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *parameters) {
  (void)thread, (void)policy, (void)parameters;
  return 0;
}
