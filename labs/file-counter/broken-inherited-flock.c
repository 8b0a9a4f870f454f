/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in a file, under a lock that all have.
 *
 * Actors are processes that share one file.  Each of them adds one to the count in it, thirty times.  When all of
 * them are done the count should have gone up by thirty for each.
 *
 * Question: the actors inherit the open file from their parent.  Whose is the lock?
 *
 * Run: lab run file-counter/broken-inherited-flock
 */
#include <lab/lab.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

struct counter {
  FILE *file; /* the actors are forked later and inherit the open file */
};

static void setup(struct counter *c) {
  c->file = tmpfile(); /* it has no name, so nothing can stay behind */
  if (!c->file)
    abort();
}

static void increment(struct counter *c) {
  long x = 0;
  flock(fileno(c->file), LOCK_EX);
  pread(fileno(c->file), &x, sizeof x, 0);
  x = x + 1;
  pwrite(fileno(c->file), &x, sizeof x, 0);
  flock(fileno(c->file), LOCK_UN);
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  long x = 0;
  pread(fileno(c->file), &x, sizeof x, 0);
  lab_expect_total(audit, x);
}

static void teardown(struct counter *c) { fclose(c->file); }

LAB_VARIANT(struct counter, .title = "flock on a file that was opened before the fork", .kind = LAB_PROCESSES,
            .actor = increment, .setup = setup, .audit = audit, .teardown = teardown, .ops = 30,
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_HOLDS "|" LAB_LOSES_UPDATES,
                       .why = "ThreadSanitizer watches memory of one process, and here is none that is shared; "
                              "the explorer runs the actors as threads of one process, so it is not asked; a process "
                              "has to come between read and write of another"});

/*
 * Afterword: it belongs to the open file, and there is one: fork copies descriptors, not what they refer to.  For
 * flock all these processes are one owner.  The first has the lock, the second asks for what it has already and gets
 * it, and whoever unlocks first unlocks for all.
 *
 * What goes with the open file and is thus shared by parent and children: this lock, the position at which read and
 * write go on, and flags such as O_APPEND.  What goes with the process: the descriptor and record locks (fixed-fcntl).
 *
 * The program looks right, works when the processes open the file themselves, and fails when somebody moves the open
 * to before the fork.
 *
 * The fix: let every process open the file for itself: fixed-flock.
 */
