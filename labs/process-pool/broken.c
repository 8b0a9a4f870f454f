/* SPDX-License-Identifier: MIT */
/*
 * Results in the order of completion.
 *
 * A pool of processes maps a function over a hundred tasks: each process takes the next task that nobody has taken,
 * until there are none, and writes down its result.  The function looks up a table that each process makes when it
 * starts, its initializer.  At the end there should be a hundred results, in the order of the tasks.
 *
 * Question: every result is right, none is missing.  What is wrong with the list?
 *
 * Run: lab run process-pool/broken
 */
#include <lab/lab.h>
#include <stdatomic.h>

enum { TASKS = 100 };

struct pool {
  atomic_int next; /* task that nobody has taken */
  atomic_int done; /* results written down */
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
  long result = table[task + 1];
  p->results[atomic_fetch_add(&p->done, 1)] = result;
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

LAB_VARIANT(
    struct pool, .title = "results in order of completion", .kind = LAB_PROCESSES, .actor = work, .begin = initialize,
    .audit = audit, .ops = TASKS,
    .expect = {
        .native = LAB_DISORDERS,
        .tsan = LAB_DISORDERS "|" LAB_HOLDS,
        .why = "every access to shared memory is atomic or to a place of its own, so there is no data race to report; "
               "the explorer runs the actors as threads of one process, so it is not asked; one process has to "
               "overtake another"});

/*
 * Afterword: its order.  A process that has taken a task may be overtaken by one that took its own later, because its
 * task is longer or because it does not run at the moment.  Results are written in the order in which they are done,
 * and the reader takes the fifth for the result of the fifth task.
 *
 * Nothing is lost and nothing is torn; a test that adds up the results passes, and so does one with a pool of one.  It
 * is the difference between Python's imap_unordered and map, or between taking futures as they complete and in the
 * order in which they were submitted.  Both are useful, if one knows which one has.
 *
 * The fix: a result goes where its task says, not where the next free place is: fixed-slots.  Or it carries the number
 * of its task, and the reader sorts.
 */
