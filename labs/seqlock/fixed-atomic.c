/* SPDX-License-Identifier: MIT */
/*
 * A seqlock in the words of C11.
 *
 * One actor, the writer, sets a clock of two words: a second passes, and with it a thousand ticks.  All others read
 * both words, a thousand times each.  In every reading the ticks should be a thousand times the seconds.
 *
 * Question: which of the stores and loads could be relaxed, and which could not, on a machine weaker than x86?
 *
 * Run: lab run seqlock/fixed-atomic
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
  } while (before % 2 == 1 || atomic_load_explicit(&c->sequence, memory_order_relaxed) != before);
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

LAB_VARIANT(struct clock, .title = "the same in C11, without a data race",
            .actors = {{"writer", tick}, {"reader", look}}, .audit = audit, .per_actor = sizeof(struct reader),
            .ops = 1000, .watch = {LAB_WATCH(struct clock, seconds), LAB_WATCH(struct clock, ticks)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the words are atomic because they are read while they are written; relaxed, because the sequence number
 * does the ordering.
 *
 * The release fence keeps the stores of the words behind the store that makes the number odd: a reader that has seen a
 * new word will see, after its acquire fence, that the number has changed.  The last store releases: who loads the even
 * number sees all of the change.  The first load acquires: the words are not loaded before it.  The acquire fence keeps
 * them before the second load.  An acquire on that load instead would order what follows it, and it is what comes
 * before it that matters.
 *
 * On x86 all this costs nothing: its loads are not done before earlier loads, nor its stores before earlier stores.
 * The orders keep the compiler from moving them, and tell a weaker machine what to keep.
 *
 * A reader that finds the number odd asks again at once.  That is short, and slow: see the lesson.
 *
 * ThreadSanitizer is silent because there is no data race.  It does not understand fences, so it would be silent
 * without them, too.
 */
