/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in a file, with a lock around the write.
 *
 * Actors are processes that share one file.  Each of them adds one to the count in it, thirty times.  When all of
 * them are done the count should have gone up by thirty for each.
 *
 * Question: a lock excludes writers from one another.  What is left to go wrong?
 *
 * Run: lab run file-counter/broken-late-lock
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
  pread(fileno(c->file), &x, sizeof x, 0);
  x = x + 1;
  fcntl(fileno(c->file), F_SETLKW, &lock);
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

LAB_VARIANT(struct counter, .title = "only the write is under the lock", .kind = LAB_PROCESSES, .actor = increment,
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 30,
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_HOLDS "|" LAB_LOSES_UPDATES,
                       .why = "ThreadSanitizer watches memory of one process, and here is none that is shared; "
                              "the explorer runs the actors as threads of one process, so it is not asked; a process "
                              "has to come between read and write of another"});

/*
 * Afterword: everything that went wrong before.  The write needs no protection, it is one call already.  What has to
 * be undisturbed is the time from the read to the write: the count must still be what it was when it was read.
 *
 * The mistake comes from thinking that readers do no harm.  This reader does not only read; it is going to write what
 * it makes of it.  Nor does it help to lock twice, once for the read and once for the write: in between the lock is
 * free.
 *
 * The fix is to move one line up: fixed-fcntl.
 */
