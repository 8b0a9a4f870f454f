/* SPDX-License-Identifier: MIT */
/*
 * Write it, then announce it: an atomic flag, relaxed.
 *
 * Actors work in pairs, with a log for each pair.  The writer writes a line and then raises the number of lines, up to
 * a thousand.  The reader looks at the number, and then at the line that came last.  It should never find an announced
 * line empty.
 *
 * Question: the number is atomic.  About which accesses can ThreadSanitizer still complain?
 *
 * Run: lab run publication/broken-relaxed
 */
#include <lab/lab.h>
#include <stdatomic.h>

#define LINES 1000

struct log {
  atomic_long written; /* how many lines there are: announces the last one */
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
  long next = atomic_load_explicit(&log->written, memory_order_relaxed);
  if (next == LINES)
    return;
  log->line[next] = 1;
  atomic_store_explicit(&log->written, next + 1, memory_order_relaxed);
}

static void read_line(struct logs *l) {
  struct log *log = &l->log[lab_self() / 2];
  long written = atomic_load_explicit(&log->written, memory_order_relaxed);
  if (written > 0)
    log->empty += log->line[written - 1] == 0;
}

static void audit(const struct logs *l, struct lab_audit *audit) {
  for (unsigned i = 0; i < l->pairs; i++)
    lab_count(audit, LAB_STALE, l->log[i].empty);
}

LAB_VARIANT(struct logs, .title = "relaxed atomic flag", .actors = {{"writer", write_line}, {"reader", read_line}},
            .setup = setup, .audit = audit, .per_actor = sizeof(struct log), .ops = LINES,
            .watch = {LAB_WATCH(struct logs, log[0].written)},
            .expect = {
                .native = LAB_HOLDS "|" LAB_GOES_STALE,
                .tsan = LAB_HOLDS "|" LAB_DATA_RACE,
                .explore = LAB_HOLDS "|" LAB_DATA_RACE,
                .why = "x86 keeps stores in order and loads in order, and so do this compiler and the explorer, "
                       "which names the data race; C11 does not promise the order, other machines do not keep it; "
                       "tsan: a reader that comes before the first line is announced touches none"});

/*
 * Afterword: about the line.  It is plain, one actor writes it, another reads it, and a relaxed number orders nothing
 * between the two.
 *
 * Relaxed says: this access is whole, and all actors agree on the order of the values of this one variable.  It says
 * nothing of any other variable.  That is right for a counter that nobody draws conclusions from.  Here a conclusion is
 * drawn: the number is 7, so there are seven lines.
 *
 * On x86 the instructions are those of fixed-release-acquire, and the results are the same.  The difference is what the
 * compiler may do, which it seldom does, and what other machines do.  A wrong memory order is found by reading, by
 * ThreadSanitizer, or by a customer.
 *
 * The fix: fixed-release-acquire, by two words.
 */
