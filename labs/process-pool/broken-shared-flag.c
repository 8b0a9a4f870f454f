/* SPDX-License-Identifier: MIT */
/*
 * An initializer that runs once for all.
 *
 * A pool of processes maps a function over a hundred tasks: each process takes the next task that nobody has taken,
 * until there are none, and writes down its result.  The function looks up a table that each process makes when it
 * starts, its initializer.  At the end there should be a hundred results, in the order of the tasks.
 *
 * Question: the table is made by whoever comes first.  Who can look things up in it?
 *
 * Run: lab run process-pool/broken-shared-flag
 */
#include <lab/lab.h>
#include <stdatomic.h>

enum { TASKS = 100 };

struct pool {
  atomic_int next; /* task that nobody has taken */
  atomic_bool initialized;
  long results[TASKS];
};

static long table[TASKS + 1]; /* of squares: what the initializer makes, in memory of the process's own */

static void initialize(struct pool *p) {
  if (atomic_exchange(&p->initialized, true))
    return;
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

LAB_VARIANT(struct pool, .title = "the flag is shared, the table is not", .kind = LAB_PROCESSES, .actor = work,
            .begin = initialize, .exclusive = true, .audit = audit, .ops = TASKS,
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_LOSES_UPDATES "|" LAB_HOLDS,
                       .why = "a process that has no table has to get a task; ThreadSanitizer sees one process at a "
                              "time, and in each there is one thread; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: that one process.  The flag is in shared memory and says "initialized" to everybody; the table is in
 * memory of the process that made it.  The others believe the flag, look into their own table, and find zeros: results
 * that are missing.
 *
 * With threads this is right (lab lazy-init says what else it takes).  It breaks when threads become processes, and so
 * does everything that a flag, a pointer or a handle in shared memory says about something that is not: open files,
 * connections, caches, locks of the process.  A pointer to private memory means nothing to another process, or
 * something else.
 *
 * The fix: say it where it is true.  A process initializes itself, with a flag of its own if it needs one:
 * fixed-slots.  Or share the table too: make it in setup, before the fork.
 */
