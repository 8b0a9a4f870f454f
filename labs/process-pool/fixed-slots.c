/* SPDX-License-Identifier: MIT */
/*
 * Results where their tasks say.
 *
 * A pool of processes maps a function over a hundred tasks: each process takes the next task that nobody has taken,
 * until there are none, and writes down its result.  The function looks up a table that each process makes when it
 * starts, its initializer.  At the end there should be a hundred results, in the order of the tasks.
 *
 * Question: processes still finish in any order.  Why is no lock needed for the list?
 *
 * Run: lab run process-pool/fixed-slots
 */
#include <lab/lab.h>
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

static void audit(const struct pool *p, struct lab_audit *audit) {
  unsigned long misplaced = 0, missing = 0;
  for (long n = 1; n <= TASKS && n <= p->next; n++) { /* of those that were taken */
    misplaced += p->results[n - 1] != 0 && p->results[n - 1] != n * n;
    missing += p->results[n - 1] == 0;
  }
  lab_count(audit, LAB_OUT_OF_ORDER, misplaced);
  lab_count(audit, LAB_LOST, missing);
}

LAB_VARIANT(struct pool, .title = "a place for each result", .kind = LAB_PROCESSES, .actor = work, .begin = initialize,
            .audit = audit, .ops = TASKS,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer sees one process at a time, and in each there is one thread; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: because every place has one writer.  A task is taken by one process, since the addition is atomic, and
 * its number is also the place of its result.  Who is done first does not matter any more.  The reader looks when all
 * are done, so nobody has to wait for a turn.
 *
 * The table is made by every process for itself.  That is what an initializer of a pool is for: things that cannot be
 * shared, or that are not worth it, such as a connection, a session, a random generator, a large table.  It runs once
 * per process, not once per task, and so its cost is spread over all tasks of the process.
 *
 * What is left: if a process dies, the task that it had taken is missing (broken-lost-task).
 */
