/* SPDX-License-Identifier: MIT */
/*
 * Write it, then announce it: released and acquired.
 *
 * Actors work in pairs, with a log for each pair.  The writer writes a line and then raises the number of lines, up to
 * a thousand.  The reader looks at the number, and then at the line that came last.  It should never find an announced
 * line empty.
 *
 * Question: the line is still a plain char.  Why is that enough?
 *
 * Run: lab run publication/fixed-release-acquire
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
  atomic_store_explicit(&log->written, next + 1, memory_order_release);
}

static void read_line(struct logs *l) {
  struct log *log = &l->log[lab_self() / 2];
  long written = atomic_load_explicit(&log->written, memory_order_acquire);
  if (written > 0)
    log->empty += log->line[written - 1] == 0;
}

static void audit(const struct logs *l, struct lab_audit *audit) {
  for (unsigned i = 0; i < l->pairs; i++)
    lab_count(audit, LAB_STALE, l->log[i].empty);
}

LAB_VARIANT(struct logs, .title = "store release, load acquire",
            .actors = {{"writer", write_line}, {"reader", read_line}}, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct log), .ops = LINES, .watch = {LAB_WATCH(struct logs, log[0].written)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: because its write and its read are ordered.  The writer's store releases: everything that it did before
 * comes first.  The reader's load acquires: everything that it does after comes later.  If the load sees what the store
 * wrote, then all that came before the one happened before all that comes after the other, and that is more than this
 * one line: it is all lines so far, and anything else that the writer has done.
 *
 * So one atomic word can hand over as much plain data as you like.  Each line is written once, before it is announced,
 * and never again.  If the writer came back to change a line, a reader might be reading it, and that would be a race.
 *
 * The writer's own load may be relaxed: nobody else writes the number, so it reads what it has written itself.
 *
 * Both sides are needed.  A release that nobody acquires orders nothing.  On x86 both are plain moves; they cost what
 * broken costs, and are right.
 */
