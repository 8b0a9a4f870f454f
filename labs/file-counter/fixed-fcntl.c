/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in a file, under a record lock.
 *
 * Actors are processes that share one file.  Each of them adds one to the count in it, thirty times.  When all of
 * them are done the count should have gone up by thirty for each.
 *
 * Question: a process opens the file a second time, reads it, and closes it.  Does it still have its lock?
 *
 * Run: lab run file-counter/fixed-fcntl
 */
#include <fcntl.h>
#include <lab/lab.h>
#include <stdio.h>
#include <stdlib.h>
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
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET}; /* all of the file */
  long x = 0;
  fcntl(fileno(c->file), F_SETLKW, &lock);
  pread(fileno(c->file), &x, sizeof x, 0);
  x = x + 1;
  pwrite(fileno(c->file), &x, sizeof x, 0);
  lock.l_type = F_UNLCK;
  fcntl(fileno(c->file), F_SETLK, &lock);
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  long x = 0;
  pread(fileno(c->file), &x, sizeof x, 0);
  lab_expect_total(audit, x);
}

static void teardown(struct counter *c) { fclose(c->file); }

LAB_VARIANT(struct counter, .title = "read and write under a record lock", .kind = LAB_PROCESSES, .actor = increment,
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 30,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer watches memory of one process, and here is none that is shared; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: no, and that is the trap in these locks.  A record lock belongs to the process and the file, not to the
 * descriptor.  It excludes other processes, also those that have inherited the same descriptor, as here.  But when a
 * process closes any descriptor of the file, all its locks on it are gone, even if a library that it calls has opened
 * and closed the file.  And threads of one process do not exclude each other.
 *
 * Linux has a second kind, F_OFD_SETLKW, that belongs to the open file as flock does (see fixed-flock) and has neither
 * of these faults.
 *
 * Locks like these are advisory: they bind those who ask.  Somebody who writes without asking is not stopped.
 * Everybody has to take the lock, the reading ones too.
 *
 * When a process dies, the kernel releases its locks.  The file may then be half written, and nobody is told.
 */
