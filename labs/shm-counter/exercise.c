/* SPDX-License-Identifier: MIT */
/*
 * A counter and what each process added to it, in shared memory: yours to repair.
 *
 * Actors are processes.  Each of them adds one to a counter, a thousand times, and notes how often it has done so in a
 * place of its own.  When all of them are done the counter should be the sum of the notes, and a thousand for each.
 *
 * Change the states, setup and increment so that this holds.  Leave the audit as strict as it is.
 *
 * Question: two things are wrong.  Which of them would a mutex mend?
 *
 * Run: lab run shm-counter/exercise
 */
#include <lab/lab.h>
#include <stdlib.h>
#include <sys/mman.h>

struct counter {
  long x;
};

struct site {
  struct counter *counter;
  long *added; /* by each actor */
};

static void setup(struct site *s) {
  s->counter = mmap(NULL, sizeof *s->counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  s->added = calloc(lab_actors(), sizeof *s->added);
}

static void increment(struct site *s) {
  s->counter->x = s->counter->x + 1;
  s->added[lab_self()] = s->added[lab_self()] + 1;
}

static void audit(const struct site *s, struct lab_audit *audit) {
  long sum = 0;
  for (unsigned i = 0; i < lab_actors(); i++)
    sum += s->added[i];
  lab_expect_total(audit, s->counter->x);
  lab_count(audit, LAB_TORN, sum != s->counter->x);
}

static void teardown(struct site *s) {
  munmap(s->counter, sizeof *s->counter);
  free(s->added);
}

LAB_VARIANT(struct site, .title = "yours to repair", .kind = LAB_PROCESSES, .actor = increment, .setup = setup,
            .audit = audit, .teardown = teardown, .ops = 1000);

/*
 * Afterword: a hint, not the answer.  For each of the two pointers in the state: whose memory does it point to, once
 * the actors are forked?  Protect the counter first, and look at what "torn" says then.
 *
 * You are done when native and a run with more actors (--threads 4) hold.  ThreadSanitizer cannot help you here: say
 * why.
 */
