/* SPDX-License-Identifier: MIT */
/*
 * A pool that does some work twice: yours to repair.
 *
 * A pool of processes maps a function over a hundred tasks: each process takes the next task that nobody has taken,
 * until there are none, and writes down its result.  The function looks up a table that each process makes when it
 * starts, its initializer.  At the end there should be a hundred results, in the order of the tasks, and
 * no task should have been done twice.
 *
 * Change the state and work so that this holds.  Leave the audit as strict as it is.
 *
 * Question: two processes are at work on the same task.  Is the result wrong?
 *
 * Run: lab run process-pool/exercise
 */
#include <lab/lab.h>
#include <stdatomic.h>

enum { TASKS = 100 };

struct pool {
  int next;               /* task that nobody has taken */
  atomic_int done[TASKS]; /* how often */
  long results[TASKS];
};

static long table[TASKS + 1]; /* of squares: what the initializer makes, in memory of the process's own */

static void initialize(struct pool *p) {
  (void)p;
  for (long n = 1; n <= TASKS; n++)
    table[n] = n * n;
}

static void work(struct pool *p) {
  if (p->next >= TASKS)
    return;
  int task = p->next;
  p->next = task + 1;
  p->results[task] = table[task + 1];
  atomic_fetch_add(&p->done[task], 1);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  unsigned long again = 0, missing = 0;
  for (long n = 1; n <= TASKS && n <= p->next; n++) { /* of those that were taken */
    again += p->done[n - 1] > 1;
    missing += p->results[n - 1] != n * n;
  }
  lab_count(audit, LAB_DUPLICATED, again);
  lab_count(audit, LAB_LOST, missing);
}

LAB_VARIANT(struct pool, .title = "yours to repair", .kind = LAB_PROCESSES, .actor = work, .begin = initialize,
            .audit = audit, .ops = TASKS);

/*
 * Afterword: a hint, not the answer.  The results are right, because to square a number twice does no harm.  Imagine
 * that a task sends a letter.  Then look at the three lines that read and write next: between which of them can
 * another process come? And what does the first of them know that the second may not rely on?
 *
 * You are done when native and a run with more actors (--threads 4) hold.  As a second step, make one of the processes
 * mortal, as in fixed-takeover, and keep the rule that no task is done twice.  Can it be kept?
 */
