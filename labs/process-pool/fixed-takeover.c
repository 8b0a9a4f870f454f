/* SPDX-License-Identifier: MIT */
/*
 * A worker dies, and another takes over.
 *
 * A pool of processes maps a function over a hundred tasks: each process takes the next task that nobody has taken,
 * until there are none, and writes down its result.  The function looks up a table that each process makes when it
 * starts, its initializer.  At the end there should be a hundred results, in the order of the tasks.
 *
 * Question: how does a process find out that another one is dead?
 *
 * Run: lab run process-pool/fixed-takeover
 */
#include <errno.h>
#include <lab/lab.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

enum { TASKS = 100 };

struct pool {
  atomic_uint holder[TASKS]; /* number of the actor that has taken it, plus one */
  atomic_long results[TASKS];
  pthread_mutex_t alive[]; /* held by each actor for as long as it lives */
};

static long table[TASKS + 1]; /* of squares: what the initializer makes, in memory of the process's own */

static void setup(struct pool *p) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  for (unsigned i = 0; i < lab_actors(); i++)
    pthread_mutex_init(&p->alive[i], &attributes);
}

static void initialize(struct pool *p) {
  pthread_mutex_lock(&p->alive[lab_self()]);
  for (long n = 1; n <= TASKS; n++)
    table[n] = n * n;
}

/* To take a task and to note who has it is one step: nobody can die in between. */
static int take(struct pool *p) {
  for (int task = 0; task < TASKS; task++) {
    unsigned nobody = 0;
    if (atomic_compare_exchange_strong(&p->holder[task], &nobody, lab_self() + 1))
      return task;
  }
  return -1;
}

static void work(struct pool *p) {
  int task = take(p);
  if (task >= 0)
    p->results[task] = table[task + 1];
}

static void work_and_die(struct pool *p) {
  take(p);
  raise(SIGKILL); /* an operator, or the kernel when memory runs out */
}

static void take_over(struct pool *p) {
  for (int task = 0; task < TASKS; task++)
    while (p->holder[task] != 0 && p->results[task] == 0) {
      if (pthread_mutex_trylock(&p->alive[p->holder[task] - 1]) == EOWNERDEAD)
        p->results[task] = table[task + 1];
      sched_yield(); /* the holder lives: it will be done */
    }
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  for (long n = 1; n <= TASKS; n++)
    lab_count(audit, LAB_LOST, p->holder[n - 1] != 0 && p->results[n - 1] != n * n);
}

LAB_VARIANT(struct pool, .title = "tasks of the dead are done again", .kind = LAB_PROCESSES, .mortal = true,
            .actors = {{"worker", work}, {"victim", work_and_die}}, .begin = initialize, .finish = take_over,
            .setup = setup, .audit = audit, .per_actor = sizeof(pthread_mutex_t), .ops = TASKS,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer sees one process at a time, and in each there is one thread; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: by a lock that the other one holds while it lives.  Each process takes a robust mutex of its own when it
 * starts and keeps it.  Whoever asks for it gets "busy" as long as the owner lives, and EOWNERDEAD when it is gone.  A
 * process number would not do: numbers are used again.
 *
 * A worker that has nothing left to do looks for tasks that are taken and have no result.  If the holder lives, it
 * waits.  If the holder is dead, it does the task itself.
 *
 * Two things make this right.  To take a task is the same step as to note who has it, so there is no moment at which a
 * death would lose it.  And to do a task twice does no harm, so it does not matter whether the dead process was almost
 * done.  Where that is not so, its effect and the note that it is done have to become one step, too: see robust-mutex.
 */
