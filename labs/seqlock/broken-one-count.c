/* SPDX-License-Identifier: MIT */
/*
 * A version number that is counted once per change, when the change is done.
 *
 * One actor, the writer, sets a clock of two words: a second passes, and with it a thousand ticks.  All others read
 * both words, a thousand times each.  In every reading the ticks should be a thousand times the seconds.
 *
 * Question: a reading is taken only if the version was the same before and after.  What can go wrong?
 *
 * Run: lab run seqlock/broken-one-count
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct reader {
  _Alignas(64) unsigned long torn; /* readings whose words do not fit together */
};

struct clock {
  atomic_uint sequence; /* changes that are done */
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
  atomic_store_explicit(&c->seconds, seconds, memory_order_relaxed);
  atomic_store_explicit(&c->ticks, seconds * 1000, memory_order_relaxed);
  atomic_store_explicit(&c->sequence, now + 1, memory_order_release);
}

static void audit(const struct clock *c, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, c->reader[i].torn);
}

LAB_VARIANT(struct clock, .title = "a version that is counted once per change",
            .actors = {{"writer", tick}, {"reader", look}}, .audit = audit, .per_actor = sizeof(struct reader),
            .ops = 1000, .watch = {LAB_WATCH(struct clock, seconds), LAB_WATCH(struct clock, ticks)},
            .expect = {
                .native = LAB_TEARS,
                .tsan = LAB_HOLDS "|" LAB_TEARS,
                .explore = LAB_TEARS,
                .why = "all accesses are atomic, so there is no data race and ThreadSanitizer is rightly silent; "
                       "native on one CPU: only an interrupt in the middle of the writer's change shows it"});

/*
 * Afterword: the version changes when the words have changed, so from the first store to the last it is still the old
 * one.  A reader that comes and goes in that time sees the same version twice, and words of two times between.
 *
 * Counting before the change in place of after it only moves the hole to the other end.  There have to be two marks,
 * one before and one after, and a way to tell from the number which of them was passed last: that is why it is counted
 * twice and why odd means "at work".
 *
 * The fix: fixed-atomic.  A version that is counted once is enough where the words are never changed in place: the
 * writer makes a new object and swings a pointer.  Then the question is when the old one can go; that is the lab
 * reclamation.
 */
