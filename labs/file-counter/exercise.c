/* SPDX-License-Identifier: MIT */
/*
 * Two counts in a file, one for all visitors and one for those at night: yours to repair.
 *
 * Actors are processes that share one file.  Each of them counts thirty visitors, every second of them at night.
 * When all of them are done there should be thirty for each, and half of them at night.
 *
 * Change visit, and setup if you need to, so that this holds.  Leave the audit as strict as it is.
 *
 * Question: the file is read and written from its beginning by lseek.  Whose position in the file is that?
 *
 * Run: lab run file-counter/exercise
 */
#include <lab/lab.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct visitors {
  long all, night;
};

struct counter {
  FILE *file; /* the actors are forked later and inherit the open file */
};

static void setup(struct counter *c) {
  c->file = tmpfile(); /* it has no name, so nothing can stay behind */
  if (!c->file)
    abort();
}

static void visit(struct counter *c) {
  struct visitors v = {0, 0};
  lseek(fileno(c->file), 0, SEEK_SET);
  read(fileno(c->file), &v, sizeof v);
  v.all++;
  v.night += v.all % 2 == 0;
  lseek(fileno(c->file), 0, SEEK_SET);
  write(fileno(c->file), &v, sizeof v);
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  struct visitors v = {0, 0};
  pread(fileno(c->file), &v, sizeof v, 0);
  lab_expect_total(audit, v.all);
  lab_count(audit, LAB_TORN, v.night != v.all / 2 || lseek(fileno(c->file), 0, SEEK_END) != sizeof v);
}

static void teardown(struct counter *c) { fclose(c->file); }

LAB_VARIANT(struct counter, .title = "yours to repair", .kind = LAB_PROCESSES, .actor = visit, .setup = setup,
            .audit = audit, .teardown = teardown, .ops = 30);

/*
 * Afterword: a hint, not the answer.  Look for two things that the processes share.  One of them you can do without:
 * there are calls that take the position as an argument.  For the other you need a lock; which of the kinds of lock in
 * this lab works with a file that was opened before the fork?
 *
 * You are done when native and a run with more actors (--threads 4) hold.
 */
