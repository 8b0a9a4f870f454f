/* SPDX-License-Identifier: MIT */
/*
 * Tasks that can run wait in one queue.  While it is not empty an idle handle keeps libuv from sleeping, and its
 * callback gives each task in it a turn; those that become ready meanwhile have theirs in the next turn of the loop,
 * after timers and other events.  A loop that has nothing to wait for and no ready task will never have one.
 */
#include "host/task.h"
#include "host/coroutine.h"
#include <lab/lab.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

/* A stack, with or without a task. */
struct fiber {
  struct lab_coroutine coroutine;
  uv_timer_t timer;
  struct lab_task *task;
  struct fiber *next; /* that is free, too */
};

/* Somebody awaits a task, maybe among others. */
struct watch {
  struct lab_task *by;
  struct watch *next; /* of the same task, or free like it */
};

struct lab_task {
  long (*run)(void *);
  void *argument;
  long result;
  unsigned actor;
  bool ready, ended;
  struct fiber *fiber;    /* while it is under way */
  struct lab_task *next;  /* in the one queue where it waits */
  struct lab_task *older; /* made before it in this iteration, or free like it */
  struct watch *watches;
  unsigned long pending; /* of the tasks that it awaits, those that have not ended */
  long failure;          /* the first error among them */
};

static struct {
  uv_loop_t loop;
  uv_idle_t idle;
  struct lab_coroutine coroutine; /* the thread's own stack, where libuv runs */
  struct lab_task *running;
  struct lab_task *first, *last; /* ready */
  struct lab_task *newest, *free;
  struct watch *free_watches;
  struct fiber *free_fibers;
  unsigned long unfinished;
  unsigned actor;
  void (*resumed)(unsigned actor);
} tasks;

static _Noreturn void give_up(const char *what) {
  fprintf(stderr, "%s\n", what);
  abort();
}

/* -- Queues. -- */
static void push(struct lab_task **first, struct lab_task **last, struct lab_task *task) {
  task->next = NULL;
  if (*first)
    (*last)->next = task;
  else
    *first = task;
  *last = task;
}

static struct lab_task *pop(struct lab_task **first) {
  struct lab_task *task = *first;
  if (task)
    *first = task->next;
  return task;
}

static void take_turns(uv_idle_t *idle);

static void wake(struct lab_task *task) {
  if (task->ready)
    return;
  task->ready = true;
  if (!tasks.first)
    uv_idle_start(&tasks.idle, take_turns);
  push(&tasks.first, &tasks.last, task);
}

/* -- Tasks and their fibers. -- */
static struct lab_task *self(void) {
  if (!tasks.running)
    give_up("awaited outside of a task: is .kind = LAB_TASKS missing?");
  return tasks.running;
}

/* The running task goes on when somebody wakes it. */
static void pause_task(void) { lab_coroutine_switch(&tasks.running->fiber->coroutine, &tasks.coroutine); }

static void free_watch(struct watch *watch) {
  watch->next = tasks.free_watches;
  tasks.free_watches = watch;
}

static void end_task(struct lab_task *task, long result) {
  task->result = result;
  task->ended = true;
  tasks.unfinished--;
  while (task->watches) {
    struct watch *watch = task->watches;
    struct lab_task *by = watch->by;
    task->watches = watch->next;
    free_watch(watch);
    by->pending--;
    if (result < 0 && by->failure == 0)
      by->failure = result;
    if (by->pending == 0 || result < 0)
      wake(by);
  }
}

static void run_fiber(void *argument) {
  struct fiber *fiber = argument;
  for (;;) {
    struct lab_task *task = fiber->task;
    end_task(task, task->run(task->argument));
    lab_coroutine_switch(&fiber->coroutine, &tasks.coroutine);
  }
}

static struct fiber *take_fiber(void) {
  struct fiber *fiber = tasks.free_fibers;
  if (fiber) {
    tasks.free_fibers = fiber->next;
    return fiber;
  }
  fiber = calloc(1, sizeof *fiber);
  if (!fiber || !lab_coroutine_make(&fiber->coroutine, run_fiber, fiber))
    give_up("no memory for the stack of a task");
  uv_timer_init(&tasks.loop, &fiber->timer);
  return fiber;
}

static void give_back(struct fiber *fiber) {
  fiber->task->fiber = NULL;
  fiber->task = NULL;
  fiber->next = tasks.free_fibers;
  tasks.free_fibers = fiber;
}

static void enter_actor(unsigned actor) {
  tasks.actor = lab_self_index = actor;
  if (tasks.resumed)
    tasks.resumed(actor);
}

static void resume(struct lab_task *task) {
  if (!task->fiber) {
    task->fiber = take_fiber();
    task->fiber->task = task;
  }
  if (task->actor != tasks.actor)
    enter_actor(task->actor);
  tasks.running = task;
  lab_coroutine_switch(&tasks.coroutine, &task->fiber->coroutine);
  tasks.running = NULL;
  if (task->ended)
    give_back(task->fiber);
}

static void take_turns(uv_idle_t *idle) {
  struct lab_task *turn = tasks.first;
  tasks.first = NULL;
  for (struct lab_task *task = pop(&turn); task; task = pop(&turn)) {
    task->ready = false;
    resume(task);
  }
  if (!tasks.first)
    uv_idle_stop(idle);
}

static struct lab_task *make_task(unsigned actor, long (*run)(void *), void *argument) {
  struct lab_task *task = tasks.free;
  if (task)
    tasks.free = task->older;
  else
    task = malloc(sizeof *task);
  if (!task)
    give_up("no memory for a task");
  *task = (struct lab_task){.run = run, .argument = argument, .actor = actor, .older = tasks.newest};
  tasks.newest = task;
  tasks.unfinished++;
  wake(task);
  return task;
}

static void free_tasks(void) {
  while (tasks.newest) {
    struct lab_task *task = tasks.newest;
    tasks.newest = task->older;
    task->older = tasks.free;
    tasks.free = task;
  }
}

/* -- For the host. -- */
bool lab_tasks_open(void (*resumed)(unsigned actor)) {
  tasks.resumed = resumed;
  lab_coroutine_adopt(&tasks.coroutine);
  return uv_loop_init(&tasks.loop) == 0 && uv_idle_init(&tasks.loop, &tasks.idle) == 0;
}

void lab_tasks_start(unsigned actor, long (*run)(void *), void *argument) { make_task(actor, run, argument); }

bool lab_tasks_run(void) {
  tasks.actor = LAB_ACTORS_MAX; /* whoever comes first is a change */
  uv_run(&tasks.loop, UV_RUN_DEFAULT);
  if (tasks.unfinished > 0)
    return false;
  free_tasks();
  return true;
}

/* -- For tasks. -- */
struct lab_task *lab_task_spawn(long (*run)(void *), void *argument) { return make_task(self()->actor, run, argument); }

void lab_await_turn(void) {
  wake(self());
  pause_task();
}

static void on_timer(uv_timer_t *timer) { wake(timer->data); }

void lab_await_ms(unsigned milliseconds) {
  uv_timer_t *timer = &self()->fiber->timer;
  timer->data = tasks.running;
  uv_update_time(&tasks.loop); /* the loop's clock stands still while tasks run */
  uv_timer_start(timer, on_timer, milliseconds, 0);
  pause_task();
}

static void watch_task(struct lab_task *task, struct lab_task *by) {
  struct watch *watch = tasks.free_watches;
  if (watch)
    tasks.free_watches = watch->next;
  else
    watch = malloc(sizeof *watch);
  if (!watch)
    give_up("no memory to await a task");
  *watch = (struct watch){.by = by, .next = task->watches};
  task->watches = watch;
  by->pending++;
}

static void unwatch_task(struct lab_task *task, const struct lab_task *by) {
  for (struct watch **at = &task->watches; *at;) {
    struct watch *watch = *at;
    if (watch->by != by) {
      at = &watch->next;
      continue;
    }
    *at = watch->next;
    free_watch(watch);
  }
}

long lab_gather(struct lab_task *const list[], unsigned n, long results[]) {
  struct lab_task *by = self();
  by->pending = 0;
  by->failure = 0;
  for (unsigned i = 0; i < n && by->failure == 0; i++)
    by->failure = list[i]->ended && list[i]->result < 0 ? list[i]->result : 0;
  for (unsigned i = 0; i < n && by->failure == 0; i++)
    if (!list[i]->ended)
      watch_task(list[i], by);
  while (by->pending > 0 && by->failure == 0)
    pause_task();
  for (unsigned i = 0; i < n && by->pending > 0; i++)
    unwatch_task(list[i], by);
  for (unsigned i = 0; i < n && by->failure == 0; i++)
    results[i] = list[i]->result;
  return by->failure;
}

long lab_await_task(struct lab_task *task) {
  long result;
  const long failure = lab_gather(&task, 1, &result);
  return failure ? failure : result;
}

/* -- The lock: asyncio's, but that it is handed over and cannot be snatched by a task that has not waited. -- */
void lab_task_lock_acquire(struct lab_task_lock *lock) {
  struct lab_task *task = self();
  if (!lock->holder) {
    lock->holder = task;
    return;
  }
  push(&lock->first, &lock->last, task);
  pause_task();
}

void lab_task_lock_release(struct lab_task_lock *lock) {
  if (lock->holder != self())
    give_up("a task released a lock that it does not hold");
  lock->holder = pop(&lock->first);
  if (lock->holder)
    wake(lock->holder);
}
