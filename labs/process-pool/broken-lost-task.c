/* SPDX-License-Identifier: MIT */
/*
 * A worker that dies with a task.
 *
 * A pool of processes maps a function over a hundred tasks: each process takes the next task that nobody has taken,
 * until there are none, and writes down its result.  The function looks up a table that each process makes when it
 * starts, its initializer.  At the end there should be a hundred results, in the order of the tasks.
 *
 * Question: the other processes do all the tasks that are left.  Which task is nobody going to do?
 *
 * Run: lab run process-pool/broken-lost-task
 */
#include <lab/lab.h>
#include <signal.h>
#include <stdatomic.h>

enum { TASKS = 100 };

struct pool {
  atomic_int next; /* task that nobody has taken */
  long results[TASKS];
};

static long table[TASKS + 1]; /* of squares: what the initializer makes, in memory of the process's own */

static void initialize(struct pool *p) {
  (void)p;
  for (long n = 1; n <= TASKS; n++)
    table[n] = n * n;
}

static void work(struct pool *p) {
  int task = atomic_fetch_add(&p->next, 1);
  if (task >= TASKS)
    return;
  p->results[task] = table[task + 1];
}

static void work_and_die(struct pool *p) {
  atomic_fetch_add(&p->next, 1);
  raise(SIGKILL); /* an operator, or the kernel when memory runs out */
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  unsigned long misplaced = 0, missing = 0;
  for (long n = 1; n <= TASKS && n <= p->next; n++) { /* of those that were taken */
    misplaced += p->results[n - 1] != 0 && p->results[n - 1] != n * n;
    missing += p->results[n - 1] == 0;
  }
  lab_count(audit, LAB_OUT_OF_ORDER, misplaced);
  lab_count(audit, LAB_LOST, missing);
}

LAB_VARIANT(struct pool, .title = "a worker dies with its task", .kind = LAB_PROCESSES,
            .actors = {{"worker", work}, {"victim", work_and_die}}, .begin = initialize, .mortal = true, .audit = audit,
            .ops = TASKS,
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_LOSES_UPDATES "|" LAB_HOLDS,
                       .why = "a victim that comes last finds no task that it could take along; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: the one that the dead process had taken.  To take a task means here that nobody else will take it, and
 * there is no note of who has it.  The pool is done when no task is left to be taken, which is not the same as when
 * all are done.
 *
 * A pool that waits for a hundred results instead would wait for ever.  That is what many pools do when one of their
 * workers is killed.
 *
 * The fix: write down who has a task, and find out whether it still lives: fixed-takeover.  Queues on servers do it
 * with leases: a task comes back if it is not reported done in time.  Then a slow worker and a new one may both do it,
 * so it must do no harm to do a task twice.
 */
