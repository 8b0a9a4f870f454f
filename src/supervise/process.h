/* SPDX-License-Identifier: MIT */
/*
 * What /proc says of processes and threads.  Linux, proc(5).
 */
#ifndef LAB_SUPERVISE_PROCESS_H
#define LAB_SUPERVISE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* All descendants of a process, parents before children, zombies included.  The caller frees *pids. */
size_t lab_process_descendants(pid_t root, pid_t **pids);

/*
 * SIGKILLs a process that is a child of this one and not reaped yet, its group, and all that descends from it.
 * Repeats while new descendants appear, for at most a second.  Does not reap.
 */
void lab_process_kill_tree(pid_t root);

/* The threads of a process, at most max; 0 where it is gone. */
size_t lab_process_threads(pid_t pid, pid_t *tids, size_t max);

/* What a thread is doing. */
enum lab_thread_wait {
  LAB_THREAD_GONE,
  LAB_THREAD_ACTIVE,  /* runs, or its wait will end by itself */
  LAB_THREAD_FOREVER, /* in a wait that nothing but another thread of these processes can end */
  LAB_THREAD_ASLEEP,  /* sleeps, but the kernel does not tell in which call */
  LAB_THREAD_STOPPED
};

/*
 * Looks at one thread.  Mixes whatever changes when the thread does anything into *signature, so that two looks with
 * the same signature saw a thread that did nothing in between.
 */
enum lab_thread_wait lab_process_look(pid_t pid, pid_t tid, uint64_t *signature);

/* The number of a thread in its own PID namespace, pid_namespaces(7); 0 where it is gone. */
pid_t lab_thread_inside(pid_t tid);

/* Whether a process is dead, or exiting: it runs no code of its own any more, but may not be reaped yet. */
bool lab_process_ending(pid_t pid);

/* Whether a thread waits for a disk: for a page of its program or its data, as where memory is short. */
bool lab_thread_waits_for_disk(pid_t tid);

/* Seconds that a thread has run, and that it was ready to run and had no CPU; false where the kernel does not tell. */
bool lab_thread_times(pid_t tid, double *ran, double *waited);

/* Removes what a host of this number, which is gone, may have left under a name: see scratch.c. */
void lab_scratch_remove(pid_t pid);

/* Monotonic time in seconds. */
double lab_process_now(void);

#endif
