/* SPDX-License-Identifier: MIT */
/*
 * Tasks: what a variant with .kind = LAB_TASKS includes.
 *
 * The actors of such a variant are tasks (coroutines) on one thread.  A task runs until it awaits something or ends;
 * then the loop runs another.  Only the functions marked "awaits" below let another task run: between two of them a
 * task has the state to itself, whatever it does there.  A call that blocks the thread (pthread_mutex_lock, read,
 * nanosleep) awaits nothing: it stops all tasks.
 *
 * Tasks that can run do so in the order in which they became ready, so without timers a program of tasks does the same
 * in every run.  An iteration is over when all its tasks have ended, those included that nobody awaited.  If none of
 * them can ever run again, that is a deadlock, and reported as one.
 *
 * To be called from actors, .begin, .finish and the tasks that they have spawned; anywhere else, and where it is said
 * below that something must not be, the process is ended with a message.  Not for other threads.
 */
#ifndef LAB_TASK_H
#define LAB_TASK_H

/* A task that was spawned.  Made by lab_task_spawn; valid until the iteration is over, ended or not. */
struct lab_task;

/* Awaits: lets every other task that is ready now have a turn, and all events that have come be seen; then goes on. */
void lab_await_turn(void);

/* Awaits: goes on when so many milliseconds have passed (0: at the next turn). */
void lab_await_ms(unsigned milliseconds);

/*
 * Makes a task of run(argument), ready to run: it begins at the next turn of the loop, not here.  What argument points
 * to must last as long as the task does.  lab_self() is that of the spawning actor.  run() returns a result of 0 or
 * more, or an error below 0, as system calls do.  Never NULL.
 */
struct lab_task *lab_task_spawn(long (*run)(void *argument), void *argument);

/* Awaits, if the task has not ended: returns its result.  Any number of tasks can await the same one. */
long lab_await_task(struct lab_task *task);

/*
 * Awaits the n tasks, if not all of them have ended.  Returns 0 when all have, with results[i] what tasks[i] returned,
 * in whatever order they ended.
 *
 * If one returns an error (below 0), lab_gather returns that error at once, with nothing written to results.  The other
 * tasks go on.  This is what Python's asyncio.gather does.
 */
long lab_gather(struct lab_task *const tasks[], unsigned n, long results[]);

/* A lock for tasks: who finds it taken awaits it, and the thread goes on with other tasks.  Zeroed it is free. */
struct lab_task_lock {
  struct lab_task *holder;       /* NULL: free */
  struct lab_task *first, *last; /* those who wait, in the order in which they came */
};

/* Awaits, if somebody holds it.  Not recursive: who holds it already waits for ever. */
void lab_task_lock_acquire(struct lab_task_lock *lock);

/* Hands the lock to the one that has waited longest; that task goes on at the next turn.  Only for the holder. */
void lab_task_lock_release(struct lab_task_lock *lock);

#endif
