/* SPDX-License-Identifier: MIT */
/*
 * Tasks (lab/task.h): actors of one thread, which others follow only where one awaits.  Their accesses are steps all
 * the same, so that they are compared and shown, but an actor that is not awaiting goes on (lab_search.cooperative).
 *
 * Any task that is ready may be next: an event loop promises no order among them.  Time is virtual: of those that await
 * it, the ones with the earliest end come first.
 */
#include "engines/explore/hooks.h"
#include "engines/explore/model.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <lab/task.h>

#define NS_PER_MS UINT64_C(1000000)

static struct lab_task *task_of(struct lab_actor *actor) { return (struct lab_task *)(void *)actor; }
static struct lab_actor *actor_of(struct lab_task *task) { return (struct lab_actor *)(void *)task; }

/* The running actor gives way until the operation is enabled and chosen. */
static void give_way(unsigned kind, uintptr_t address, uint64_t arg, uintptr_t pc, uintptr_t frame) {
  if (!lab_search.cooperative || lab_exec.quiet)
    lab_sched_fail(LAB_END_MISUSE, pc, 0, "awaited outside of a task: is .kind = LAB_TASKS missing?");
  lab_sched_announce_conditional(LAB_OP_HEAD(kind, 0, 0, 0), address, pc, frame, arg, 0);
}

void lab_task_begin(void) { give_way(LAB_OP_TURN, 0, 0, 0, LAB_FRAME()); }

void lab_await_turn(void) { give_way(LAB_OP_TURN, 0, 0, LAB_PC(), LAB_FRAME()); }

void lab_await_ms(unsigned milliseconds) {
  uint64_t end = lab_exec.now_ns + milliseconds * NS_PER_MS;
  give_way(LAB_OP_SLEEP, 0, end, LAB_PC(), LAB_FRAME());
  if (lab_exec.now_ns < end)
    lab_exec.now_ns = end;
}

/* -- Awaiting tasks. -- */

static long failure_among(const struct lab_awaited *awaited) {
  for (unsigned i = 0; i < awaited->n; i++) {
    const struct lab_actor *actor = actor_of(awaited->tasks[i]);
    if (actor->state == LAB_ACTOR_DONE && (long)(intptr_t)actor->result < 0)
      return (long)(intptr_t)actor->result;
  }
  return 0;
}

bool lab_task_awaited_is_over(const struct lab_awaited *awaited) {
  for (unsigned i = 0; i < awaited->n; i++)
    if (actor_of(awaited->tasks[i])->state != LAB_ACTOR_DONE)
      return failure_among(awaited) != 0;
  return true;
}

static long await_all(struct lab_task *const tasks[], unsigned n, long results[], uintptr_t pc, uintptr_t frame) {
  struct lab_awaited awaited = {tasks, n};
  if (!lab_task_awaited_is_over(&awaited))
    give_way(LAB_OP_AWAIT, 0, (uintptr_t)&awaited, pc, frame);
  long failure = failure_among(&awaited);
  for (unsigned i = 0; i < n && failure == 0; i++) {
    lab_hook_access((uintptr_t)&results[i], sizeof results[i], true, pc, frame);
    results[i] = (long)(intptr_t)actor_of(tasks[i])->result;
  }
  return failure;
}

long lab_gather(struct lab_task *const tasks[], unsigned n, long results[]) {
  return await_all(tasks, n, results, LAB_PC(), LAB_FRAME());
}

long lab_await_task(struct lab_task *task) {
  long result = 0, failure = await_all(&task, 1, &result, LAB_PC(), LAB_FRAME());
  return failure ? failure : result;
}

/* What a task that was spawned runs: it begins at its first turn. */
struct errand {
  long (*run)(void *);
  void *argument;
};

static void *run_errand(void *argument) {
  struct errand errand = *(const struct errand *)argument;
  lab_task_begin();
  return (void *)(intptr_t)errand.run(errand.argument);
}

struct lab_task *lab_task_spawn(long (*run)(void *argument), void *argument) {
  struct errand errand = {run, argument};
  struct lab_actor *me = lab_exec.me, *actor = lab_sched_create(run_errand, &errand);
  if (!actor)
    lab_sched_fail(LAB_END_LIMIT, LAB_PC(), 0, "the program has more than %u tasks", LAB_X_ACTORS);
  actor->birth = me->last;
  actor->ticket = me->ticket;
  lab_sched_launch(actor);
  return task_of(actor);
}

/* -- The lock.  Those who wait are the actors whose announced operation says so; arg: the order in which they came. --
 */

static void visit(struct lab_task_lock *lock, uintptr_t pc, uintptr_t frame) {
  lab_hook_access((uintptr_t)lock, sizeof *lock, true, pc, frame);
}

void lab_task_lock_acquire(struct lab_task_lock *lock) {
  visit(lock, LAB_PC(), LAB_FRAME());
  if (!lock->holder)
    lock->holder = task_of(lab_exec.me);
  else
    give_way(LAB_OP_TASK_LOCK, (uintptr_t)lock, ++lab_exec.n_waits, LAB_PC(), LAB_FRAME());
}

static struct lab_actor *first_in_line(const struct lab_task_lock *lock) {
  struct lab_actor *first = NULL;
  for (unsigned a = 0; a < lab_exec.n_actors; a++) {
    struct lab_actor *actor = &lab_exec.actors[a];
    bool waits =
        actor->state == LAB_ACTOR_ALIVE && actor->op.kind == LAB_OP_TASK_LOCK && actor->op.address == (uintptr_t)lock;
    if (waits && (!first || actor->op.arg < first->op.arg))
      first = actor;
  }
  return first;
}

void lab_task_lock_release(struct lab_task_lock *lock) {
  visit(lock, LAB_PC(), LAB_FRAME());
  if (lock->holder != task_of(lab_exec.me))
    lab_sched_fail(LAB_END_MISUSE, LAB_PC(), (uintptr_t)lock, "a task released a lock that it does not hold");
  struct lab_actor *next = first_in_line(lock);
  lock->holder = next ? task_of(next) : NULL;
}
