/* SPDX-License-Identifier: MIT */
/*
 * Write it, then announce it: announced too early.
 *
 * Actors work in pairs, with a log for each pair.  The writer writes a line and then raises the number of lines, up to
 * a thousand.  The reader looks at the number, and then at the line that came last.  It should never find an announced
 * line empty.
 *
 * Question: this is broken with two lines exchanged.  Would a release store of the number mend it?
 *
 * Run: lab run publication/broken-flag-first
 */
#include <lab/lab.h>

#define LINES 1000

struct log {
  long written;        /* how many lines there are: announces the last one */
  char line[LINES];    /* 0: not written yet */
  unsigned long empty; /* announced lines that the reader found empty */
};

struct logs {
  unsigned pairs;
  struct log log[]; /* one per pair of actors; the harness makes room for one per actor */
};

static void setup(struct logs *l) { l->pairs = (lab_actors() + 1) / 2; }

static void write_line(struct logs *l) {
  struct log *log = &l->log[lab_self() / 2];
  long next = log->written;
  if (next == LINES)
    return;
  log->written = next + 1;
  log->line[next] = 1;
}

static void read_line(struct logs *l) {
  struct log *log = &l->log[lab_self() / 2];
  long written = log->written;
  if (written > 0)
    log->empty += log->line[written - 1] == 0;
}

static void audit(const struct logs *l, struct lab_audit *audit) {
  for (unsigned i = 0; i < l->pairs; i++)
    lab_count(audit, LAB_STALE, l->log[i].empty);
}

LAB_VARIANT(struct logs, .title = "flag, then data", .actors = {{"writer", write_line}, {"reader", read_line}},
            .setup = setup, .audit = audit, .per_actor = sizeof(struct log), .ops = LINES,
            .watch = {LAB_WATCH(struct logs, log[0].written)},
            .expect = {
                .native = LAB_GOES_STALE,
                .tsan = LAB_DATA_RACE,
                .explore = LAB_GOES_STALE,
                .why = "native on one CPU: only an interrupt between the two stores shows the number without the "
                       "line"});

/*
 * Afterword: no.  Release is about what stands before the store, and the line stands behind it.  No memory order mends
 * an algorithm that is wrong in the order of its source.  Make the number atomic here, and ThreadSanitizer still
 * reports the line.
 *
 * What a weak machine may do to broken is what this program does everywhere.  So it shows what the harm looks like: the
 * reader has the news and not yet the thing.
 *
 * The error is common where the flag is not called a flag.  An object is entered into the table, and its fields are
 * filled in after that.  The thread is started, and then the variable is set that it reads.  The callback is registered
 * by a constructor that is not done.  The file is renamed into place before all of it is written.
 *
 * The fix: finish it, then announce it; and announce it in a way that keeps the order: fixed-release-acquire.
 */
