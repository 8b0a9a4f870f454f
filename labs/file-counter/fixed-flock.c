/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in a file, under a lock of each process.
 *
 * Actors are processes that share one file.  Each of them adds one to the count in it, thirty times.  When all of
 * them are done the count should have gone up by thirty for each.
 *
 * Question: compare with broken-inherited-flock.  What is different about mine?
 *
 * Run: lab run file-counter/fixed-flock
 */
#include <fcntl.h>
#include <lab/lab.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

struct counter {
  FILE *file; /* the actors are forked later and inherit the open file */
};

static int mine; /* the same file, opened by this process */

static void begin(struct counter *c) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(c->file));
  mine = open(path, O_RDWR);
}

static void finish(struct counter *c) {
  (void)c;
  close(mine);
}

static void setup(struct counter *c) {
  c->file = tmpfile(); /* it has no name, so nothing can stay behind */
  if (!c->file)
    abort();
}

static void increment(struct counter *c) {
  (void)c;
  long x = 0;
  flock(mine, LOCK_EX);
  pread(mine, &x, sizeof x, 0);
  x = x + 1;
  pwrite(mine, &x, sizeof x, 0);
  flock(mine, LOCK_UN);
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  long x = 0;
  pread(fileno(c->file), &x, sizeof x, 0);
  lab_expect_total(audit, x);
}

static void teardown(struct counter *c) { fclose(c->file); }

LAB_VARIANT(struct counter, .title = "flock on a file that each process has opened", .kind = LAB_PROCESSES,
            .actor = increment, .begin = begin, .finish = finish, .setup = setup, .audit = audit, .teardown = teardown,
            .ops = 30,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer watches memory of one process, and here is none that is shared; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: it is another open file.  Every process has opened the file for itself, so there is an owner for each,
 * and they exclude one another.  This is how processes that have nothing else in common do it: all open the same name
 * and lock it.  The file here has no name any more; /proc/self/fd is the way to open it again.
 *
 * When the last descriptor of an open file is closed, its lock is gone.  When a process dies, the kernel closes its
 * descriptors.  So nothing stays locked, but nobody is told either that the file may be half written.
 *
 * Often the file that is locked is another one than the file that is changed: a lock file.  That is needed where the
 * data are replaced as a whole, by writing a new file and renaming it, because then a lock on the old one is a lock on
 * nothing.
 */
