/* SPDX-License-Identifier: MIT */
/*
 * A seqlock, where the reader compares and does not ask whether the number is odd.
 *
 * One actor, the writer, sets a clock of two words: a second passes, and with it a thousand ticks.  All others read
 * both words, a thousand times each.  In every reading the ticks should be a thousand times the seconds.
 *
 * Question: the number is the same before and after.  How can the reading be torn?
 *
 * Run: lab run seqlock/broken-odd
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct reader {
  _Alignas(64) unsigned long torn; /* readings whose words do not fit together */
};

struct clock {
  atomic_uint sequence; /* odd while the writer is at work */
  _Alignas(64) atomic_long seconds;
  _Alignas(64) atomic_long ticks; /* in a cache line of its own, like the far end of something larger */
  struct reader reader[];
};

static void look(struct clock *c) {
  unsigned before;
  long seconds, ticks;
  do {
    before = atomic_load_explicit(&c->sequence, memory_order_acquire);
    seconds = atomic_load_explicit(&c->seconds, memory_order_relaxed);
    ticks = atomic_load_explicit(&c->ticks, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
  } while (atomic_load_explicit(&c->sequence, memory_order_relaxed) != before);
  c->reader[lab_self()].torn += ticks != seconds * 1000;
}

static void tick(struct clock *c) {
  if (lab_self() > 0) { /* there is one writer */
    look(c);
    return;
  }
  unsigned now = atomic_load_explicit(&c->sequence, memory_order_relaxed);
  long seconds = atomic_load_explicit(&c->seconds, memory_order_relaxed) + 1;
  atomic_store_explicit(&c->sequence, now + 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&c->seconds, seconds, memory_order_relaxed);
  atomic_store_explicit(&c->ticks, seconds * 1000, memory_order_relaxed);
  atomic_store_explicit(&c->sequence, now + 2, memory_order_release);
}

static void audit(const struct clock *c, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, c->reader[i].torn);
}

LAB_VARIANT(struct clock, .title = "compared, but not asked whether it is odd",
            .actors = {{"writer", tick}, {"reader", look}}, .audit = audit, .per_actor = sizeof(struct reader),
            .ops = 1000, .watch = {LAB_WATCH(struct clock, seconds), LAB_WATCH(struct clock, ticks)},
            .expect = {
                .native = LAB_TEARS,
                .tsan = LAB_HOLDS "|" LAB_TEARS,
                .explore = LAB_TEARS,
                .why = "all accesses are atomic, so there is no data race and ThreadSanitizer is rightly silent; "
                       "native on one CPU: only an interrupt in the middle of the writer's change shows it"});

/*
 * Afterword: it began while the writer was at work and ended while the writer was still at work.  The number was odd
 * both times.  An odd number says that the words do not fit together now, whether it changes or not.
 *
 * That is what the two halves of the check are for.  The comparison finds writers that came or went while the reader
 * was reading.  The oddness finds the one that was there all the time.  A writer that is interrupted in the middle is
 * there for milliseconds, and every reading in that time has half of its change.
 *
 * There is no data race: every access is atomic.  ThreadSanitizer cannot know which words belong together.
 *
 * The fix: fixed-atomic.
 */
