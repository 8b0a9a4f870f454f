/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in a file.
 *
 * Actors are processes that share one file.  Each of them adds one to the count in it, thirty times.  When all of
 * them are done the count should have gone up by thirty for each.
 *
 * Question: each read and each write is one system call.  Is that enough?
 *
 * Run: lab run file-counter/broken
 */
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
  long x = 0;
  pread(fileno(c->file), &x, sizeof x, 0);
  x = x + 1;
  pwrite(fileno(c->file), &x, sizeof x, 0);
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  long x = 0;
  pread(fileno(c->file), &x, sizeof x, 0);
  lab_expect_total(audit, x);
}

static void teardown(struct counter *c) { fclose(c->file); }

LAB_VARIANT(struct counter, .title = "read, add one, write back", .kind = LAB_PROCESSES, .actor = increment,
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 30,
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_HOLDS "|" LAB_LOSES_UPDATES,
                       .why = "ThreadSanitizer watches memory of one process, and here is none that is shared; "
                              "the explorer runs the actors as threads of one process, so it is not asked; a process "
                              "has to come between read and write of another"});

/*
 * Afterword: no.  The kernel does each call as a whole, but between the read and the write it serves others.  Two
 * processes that read the same count write the same sum, and two increments have become one.  It is
 * counter-race/broken-split-atomic once more, and every counter of hits in a file, every script with i=$(cat n); echo
 * $((i+1)) > n, every row that is read and written back without a transaction is this program.
 *
 * No tool that watches memory can see it, because no memory is shared.  There are two processes with a variable each,
 * and a file.
 *
 * The fix: take a lock on the file before the read and keep it until after the write (fixed-fcntl, fixed-flock).  Or
 * do not read at all: append a record, and count the records (fixed-append).
 */
