/* SPDX-License-Identifier: MIT */
/*
 * A seqlock, where a reading that has failed is done again, once.
 *
 * One actor, the writer, sets a clock of two words: a second passes, and with it a thousand ticks.  All others read
 * both words, a thousand times each.  In every reading the ticks should be a thousand times the seconds.
 *
 * Question: the second reading follows at once.  Why should it do better than the first?
 *
 * Run: lab run seqlock/broken-once
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
  unsigned version = ck_sequence_read_begin(&c->sequence);
  long seconds = c->seconds;
  long ticks = c->ticks;
  if (ck_sequence_read_retry(&c->sequence, version)) {
    seconds = c->seconds;
    ticks = c->ticks;
  }
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

LAB_VARIANT(struct clock, .title = "tried again once, without a second check",
            .actors = {{"writer", tick}, {"reader", look}}, .audit = audit, .per_actor = sizeof(struct reader),
            .ops = 1000, .watch = {LAB_WATCH(struct clock, seconds), LAB_WATCH(struct clock, ticks)},
            .expect = {.native = LAB_TEARS,
                       .tsan = LAB_HOLDS "|" LAB_TEARS "|" LAB_DATA_RACE,
                       .explore = LAB_TEARS,
                       .why = "the reading that nothing checks is only done if the first has failed: ThreadSanitizer "
                              "judges what was executed, and needs an execution where the writer came between; so does "
                              "native, and on one CPU only an interrupt makes it"});

/*
 * Afterword: it does not.  The writer that came between the first time is most likely still at it, and the second
 * reading is as unprotected as the one of broken.  Two readings that can fail, one of them checked, are one that can
 * fail.
 *
 * The function is called read_retry because its answer says: begin again, at the beginning, with a new version.  That
 * is a loop, and nothing bounds it: a writer that never rests can keep a reader from ever succeeding.  Where that
 * cannot be borne, a reader that has failed a few times takes the lock of the writers instead.  The second try must be
 * as safe as the first, not as hopeful.
 *
 * The fix: fixed-ck-sequence.
 */
