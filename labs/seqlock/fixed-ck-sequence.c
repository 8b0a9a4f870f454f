/* SPDX-License-Identifier: MIT */
/*
 * A seqlock, read as it must be: Concurrency Kit's ck_sequence.
 *
 * One actor, the writer, sets a clock of two words: a second passes, and with it a thousand ticks.  All others read
 * both words, a thousand times each.  In every reading the ticks should be a thousand times the seconds.
 *
 * Question: the reader writes nothing that is shared.  What does that buy, and who pays for it?
 *
 * Run: lab run seqlock/fixed-ck-sequence
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct reader {
  _Alignas(64) unsigned long torn; /* readings whose words do not fit together */
};

struct clock {
  ck_sequence_t sequence; /* odd while the writer is at work */
  _Alignas(64) long seconds;
  _Alignas(64) long ticks; /* in a cache line of its own, like the far end of something larger */
  struct reader reader[];
};

static void look(struct clock *c) {
  unsigned version;
  long seconds, ticks;
  do {
    version = ck_sequence_read_begin(&c->sequence); /* waits while it is odd */
    seconds = c->seconds;
    ticks = c->ticks;
  } while (ck_sequence_read_retry(&c->sequence, version));
  c->reader[lab_self()].torn += ticks != seconds * 1000;
}

static void tick(struct clock *c) {
  if (lab_self() > 0) { /* there is one writer */
    look(c);
    return;
  }
  ck_sequence_write_begin(&c->sequence);
  c->seconds = c->seconds + 1;
  c->ticks = c->seconds * 1000;
  ck_sequence_write_end(&c->sequence);
}

static void audit(const struct clock *c, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, c->reader[i].torn);
}

LAB_VARIANT(struct clock, .title = "ck_sequence, checked and tried again",
            .actors = {{"writer", tick}, {"reader", look}}, .audit = audit, .per_actor = sizeof(struct reader),
            .ops = 1000, .watch = {LAB_WATCH(struct clock, seconds), LAB_WATCH(struct clock, ticks)},
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .explore = LAB_HOLDS "|" LAB_DATA_RACE,
                       .why = "explore: to the letter of C11 the reads race with the stores, though a pair from a race "
                              "is thrown away; tsan is told not to look"});

/*
 * Afterword: the number was even before and is the same after, so no change began or ended in between, and the two
 * words are of one moment.  If not, the reader throws away what it has and begins again.  It must not use it before:
 * not follow a pointer in it, not index with it, not loop up to it.
 *
 * The reader stores nothing, so any number of readers share the cache lines in peace, where each reader of a rwlock
 * takes the lock's line from the others.  The reader pays with the chance of having to begin again; the writer never
 * waits for readers at all.  That suits what is small, read often and written seldom, like the time of day.  Several
 * writers need a lock among them: two that add one to an odd number make it even.
 *
 * To the letter of C11 these plain loads race with the writer's stores, whatever becomes of the result, and a compiler
 * may assume that they do not.  Concurrency Kit relies on its fences to keep the compiler from using that;
 * ThreadSanitizer is told not to look at what read_retry will judge.  fixed-atomic is the same without that debt.
 */
