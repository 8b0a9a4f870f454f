/* SPDX-License-Identifier: MIT */
/*
 * Two words that belong together: put into one.
 *
 * A point moves along a diagonal: x and y are always the same.  Half of the actors move it one step, the others look
 * where it is, fifty times each.  Nobody should ever see it off the diagonal.
 *
 * Question: when would an addition to one half spoil the other?
 *
 * Run: lab run torn-read/fixed-one-word
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct point {
  _Atomic uint64_t xy;  /* x in the upper half, y in the lower */
  unsigned long torn[]; /* one per actor: looks that found it off the diagonal */
};

static void move(struct point *p) { atomic_fetch_add(&p->xy, ((uint64_t)1 << 32) + 1); }

static void look(struct point *p) {
  uint64_t xy = atomic_load(&p->xy);
  uint32_t x = (uint32_t)(xy >> 32);
  uint32_t y = (uint32_t)xy;
  p->torn[lab_self()] += x != y;
}

static void audit(const struct point *p, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, p->torn[i]);
}

LAB_VARIANT(struct point, .title = "both halves in one atomic word", .actors = {{"writer", move}, {"reader", look}},
            .audit = audit, .per_actor = sizeof(unsigned long), .ops = 50, .watch = {LAB_WATCH(struct point, xy)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: when the lower half overflows, after four thousand million steps: the carry goes into x.  For two numbers
 * that change by other rules than "one more each", load, change and compare-and-exchange the whole word.
 *
 * What is in one word is read and written in one piece, so the pair cannot be torn.  Nobody waits, and a reader writes
 * nothing.  When the pair fits it is the cheapest way there is.
 *
 * It is done more often than one would think.  A pointer and a tag share a word, since the low bits of an aligned
 * pointer are zero; a lock and its number of waiters; an index and a generation.  x86 also has an instruction that
 * compares and exchanges 16 bytes, on which ck_stack is built.
 */
