/* SPDX-License-Identifier: MIT */
/*
 * Sleepers, a process each.
 *
 * Five sleepers: the first sleeps for one unit of time, the second for two, and so on.  When all of them have slept,
 * each should be awake.
 *
 * Question: nap->over = true is done in the child: who sees it?
 *
 * Run: lab run sleepers/processes
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <sys/wait.h>
#include <unistd.h>

struct nap {
  unsigned units; /* to sleep */
  bool over;
};

struct sleepers {
  unsigned n;
  struct nap naps[];
};

static void setup(struct sleepers *s) {
  s->n = lab_actors();
  for (unsigned i = 0; i < s->n; i++)
    s->naps[i].units = i + 1;
}

static void *sleeper(void *argument) {
  struct nap *nap = argument;
  lab_lane("sleeper", nap->units - 1);
  lab_sleep_units(nap->units);
  nap->over = true;
  return NULL;
}

static void run(struct sleepers *s) {
  pid_t children[LAB_ACTORS_MAX];
  for (unsigned i = 0; i < s->n; i++) {
    children[i] = fork();
    if (children[i] == 0)
      _exit(sleeper(&s->naps[i]) != NULL);
  }
  for (unsigned i = 0; i < s->n; i++) {
    int status;
    s->naps[i].over = waitpid(children[i], &status, 0) == children[i] && status == 0;
  }
}

static void audit(const struct sleepers *s, struct lab_audit *audit) {
  long awake = 0;
  for (unsigned i = 0; i < s->n; i++)
    awake += s->naps[i].over;
  lab_expect_total(audit, awake);
}

LAB_VARIANT(struct sleepers, .title = "a process each, waited for", .work = run, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct nap), .threads = 5, .iterations = 10,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: nobody.  fork makes a copy of the process, and the child sets over in its own copy, which is gone when it
 * ends.  All that the parent hears is how it ended, so that is what it goes by.  More than a number of eight bits needs
 * a pipe or shared memory.
 *
 * The time is that of threads, five units, with more on top: making a process copies page tables, and costs several
 * times as much as making a thread.  What it buys is that a child which crashes takes nobody with it.
 *
 * The child ends with _exit and not with exit: exit would flush buffers and run handlers that belong to the parent, a
 * second time.  A child that nobody waits for stays in the table of processes as a zombie; waitpid is the join.
 */
