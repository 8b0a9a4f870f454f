/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in memory that was meant to be shared.
 *
 * Actors are processes.  Each of them adds one to a counter in shared memory, a thousand times.  When all of them are
 * done the counter should have gone up by a thousand for each.
 *
 * Question: one word is different from broken.  How many of the increments will the audit find?
 *
 * Run: lab run shm-counter/broken-private
 */
#include <fcntl.h>
#include <lab/lab.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct counter {
  long x;
};

struct site {
  struct counter *counter; /* where it is mapped; the actors are forked later and inherit the mapping */
};

static void setup(struct site *s) {
  char name[32];
  snprintf(name, sizeof name, "/lab-%d", (int)getpid());
  int object = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
  if (object < 0 || ftruncate(object, sizeof *s->counter) != 0)
    abort();
  shm_unlink(name); /* nobody else has to find it, and the object lives for as long as it is mapped */
  s->counter = mmap(NULL, sizeof *s->counter, PROT_READ | PROT_WRITE, MAP_PRIVATE, object, 0);
  if (s->counter == MAP_FAILED)
    abort();
  close(object);
}

static void increment(struct site *s) { s->counter->x = s->counter->x + 1; }

static void audit(const struct site *s, struct lab_audit *audit) { lab_expect_total(audit, s->counter->x); }

static void teardown(struct site *s) { munmap(s->counter, sizeof *s->counter); }

LAB_VARIANT(struct site, .title = "x = x + 1, mapped MAP_PRIVATE", .kind = LAB_PROCESSES, .actor = increment,
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 1000,
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_LOSES_UPDATES,
                       .why = "there is no race: every process has a counter of its own; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: none, with any number of actors.  MAP_PRIVATE is copy-on-write: at its first store a process gets a copy
 * of the page, and counts there.  It counts correctly up to a thousand, and the copy is gone when the process ends.
 * The page that the audit reads was never written.
 *
 * A global variable would do the same, and so would the heap: fork gives the child a copy of everything that is not
 * mapped shared.  That is how threads and processes differ.  Threads share all that they do not put aside
 * (_Thread_local), processes share nothing that they do not map.
 *
 * People who turn threads into processes, or a pool of threads into a pool of processes, meet this first: the program
 * runs, nothing crashes, every worker reports success, and the sum is zero.
 *
 * It also shows what lost means here: not that two actors came between one another, but that what was done is missing
 * from the result.  No lock would help.
 *
 * The fix: MAP_SHARED, and then the protection that broken lacks.  Or let every process count for itself, on purpose,
 * and send the sum when it is done: through a pipe, or as its exit status.
 */
