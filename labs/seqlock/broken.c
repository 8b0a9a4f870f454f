/* SPDX-License-Identifier: MIT */
/*
 * A seqlock, read without looking at the sequence number.
 *
 * One actor, the writer, sets a clock of two words: a second passes, and with it a thousand ticks.  All others read
 * both words, a thousand times each.  In every reading the ticks should be a thousand times the seconds.
 *
 * Question: the writer does all that it should.  How many of a thousand readings do not fit together?
 *
 * Run: lab run seqlock/broken
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
  long seconds = c->seconds;
  long ticks = c->ticks;
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

LAB_VARIANT(struct clock, .title = "read without looking at the sequence number",
            .actors = {{"writer", tick}, {"reader", look}}, .audit = audit, .per_actor = sizeof(struct reader),
            .ops = 1000, .watch = {LAB_WATCH(struct clock, seconds), LAB_WATCH(struct clock, ticks)},
            .expect = {.native = LAB_TEARS,
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_TEARS,
                       .why = "native on one CPU: a reading is torn only if an interrupt comes between its two loads, "
                              "or between the writer's two stores"});

/*
 * Afterword: each word is read whole: on x86 an aligned word always is.  What is torn is the pair.  The writer comes
 * between the two loads of the reader, or the reader between the two stores of the writer, and the reading has the
 * seconds of one time and the ticks of another.
 *
 * The sequence number does not keep anybody out.  ck_sequence_write_begin makes it odd, ck_sequence_write_end makes it
 * even again, and neither waits for a reader.  It is information, and it protects those who use it: who looks before
 * and after, and begins again if it was odd or has changed.  A single reader that forgets to do so is torn, and the
 * compiler has nothing to say.
 *
 * The fix: fixed-ck-sequence.
 */
