/* SPDX-License-Identifier: MIT */
/*
 * The inside of lab/task.h: one loop per process, which runs the actors as tasks.
 *
 * Every task is a coroutine; libuv's loop is where they are when they wait.  All functions are for one thread: the one
 * that called lab_tasks_open.
 */
#ifndef LAB_HOST_TASK_H
#define LAB_HOST_TASK_H

#include <lab/task.h>
#include <stdbool.h>

/* Once.  resumed(actor) is called, if it is not NULL, whenever a task of another actor goes on.  False where there is
 * no loop to be had. */
bool lab_tasks_open(void (*resumed)(unsigned actor));

/* From outside of tasks: a task of this actor, ready to run. */
void lab_tasks_start(unsigned actor, long (*run)(void *argument), void *argument);

/*
 * Runs all tasks, those included that they spawn, until all have ended; then struct lab_task that were handed out are
 * no more.  False as soon as none of those left can ever go on: no event that could wake one is to come.  They keep
 * waiting, and nothing more can be done with the loop.
 */
bool lab_tasks_run(void);

#endif
