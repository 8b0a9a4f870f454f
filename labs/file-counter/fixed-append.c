/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, as a record at the end of a file.
 *
 * Actors are processes that share one file.  Each of them adds one to the count in it, thirty times.  When all of
 * them are done the count should have gone up by thirty for each.
 *
 * Question: nobody reads and nobody locks.  Who sees to it that records do not overwrite each other?
 *
 * Run: lab run file-counter/fixed-append
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
  fcntl(fileno(c->file), F_SETFL, O_APPEND);
}

static void increment(struct counter *c) {
  const char record = '+';
  write(fileno(c->file), &record, sizeof record);
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  lab_expect_total(audit, lseek(fileno(c->file), 0, SEEK_END));
}

static void teardown(struct counter *c) { fclose(c->file); }

LAB_VARIANT(struct counter, .title = "append a record, count them later", .kind = LAB_PROCESSES, .actor = increment,
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 30,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer watches memory of one process, and here is none that is shared; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: the kernel.  With O_APPEND each write goes to where the end of the file is at that time, and no other
 * write to the file comes between finding the end and writing there.  It is an atomic addition, to the length of the
 * file.
 *
 * It is right as long as a record is one write.  A record that is put together from two, or that a buffer of stdio
 * cuts in the middle, can have another one in it.  So logs are written line by line, and in one call each.  POSIX does
 * not promise that a write to a file is complete; check what it returns.  On network file systems, where the end of
 * the file is looked up first and written to later, appends can overwrite each other.
 *
 * What it costs: the file grows, and to know the count is to look at the length, or at all records where they differ.
 * Databases do both: they append to a log, and fold it into a total now and then, under a lock.
 */
