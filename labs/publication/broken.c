/* SPDX-License-Identifier: MIT */
/*
 * Write it, then announce it: plain.
 *
 * Actors work in pairs, with a log for each pair.  The writer writes a line and then raises the number of lines, up to
 * a thousand.  The reader looks at the number, and then at the line that came last.  It should never find an announced
 * line empty.
 *
 * Question: the order in the source is right.  Who could change it?
 *
 * Run: lab run publication/broken
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
  log->line[next] = 1;
  log->written = next + 1;
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

LAB_VARIANT(struct logs, .title = "data, then flag, both plain",
            .actors = {{"writer", write_line}, {"reader", read_line}}, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct log), .ops = LINES, .watch = {LAB_WATCH(struct logs, log[0].written)},
            .expect = {
                .native = LAB_HOLDS "|" LAB_GOES_STALE,
                .tsan = LAB_DATA_RACE,
                .explore = LAB_HOLDS "|" LAB_DATA_RACE,
                .why = "x86 keeps stores in order and loads in order, and so do this compiler and the explorer, "
                       "which names the data race; C11 does not promise the order, other machines do not keep it"});

/*
 * Afterword: the compiler and the machine, each at the writer and at the reader.
 *
 * To a compiler the writer's stores are two stores to different places, and it may do them in either order, keep the
 * second back, or join several.  That another thread looks on is nothing that it has been told.  A machine with a
 * weaker memory order (Arm, POWER) may make the number visible before the line, or load the line before the number.
 * x86 does neither, and this compiler has no reason to.  So here it works, and in C11 it has no meaning: line and
 * number are accessed by two threads, one of them writes, and nothing orders them.
 *
 * That is why the audit finds nothing and ThreadSanitizer reports at once.  Neither is wrong.  This is the kind of
 * error for which a sanitizer is worth most: it is there, and it does not show.
 *
 * A reader that waits for the flag in a loop fares worse.  "while (!ready) ;" with a plain flag is compiled to one look
 * and, if that says no, a loop that never looks again.
 *
 * The fix: say that the number announces something: fixed-release-acquire.
 */
