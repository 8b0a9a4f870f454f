/* SPDX-License-Identifier: MIT */
/*
 * Two words that belong together: unprotected.
 *
 * A point moves along a diagonal: x and y are always the same.  Half of the actors move it one step, the others look
 * where it is, fifty times each.  Nobody should ever see it off the diagonal.
 *
 * Question: there are two ways for a reader to come in between.  Which of them leaves x less than y in its hands?
 *
 * Run: lab run torn-read/broken
 */
#include <lab/lab.h>

struct point {
  long x;
  _Alignas(64) long y;  /* in another cache line than x, as members of a large structure may be */
  unsigned long torn[]; /* one per actor: looks that found it off the diagonal */
};

static void move(struct point *p) {
  long next = p->x + 1;
  p->x = next;
  p->y = next;
}

static void look(struct point *p) {
  long x = p->x;
  long y = p->y;
  p->torn[lab_self()] += x != y;
}

static void audit(const struct point *p, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, p->torn[i]);
}

LAB_VARIANT(struct point, .title = "two words, unprotected", .actors = {{"writer", move}, {"reader", look}},
            .audit = audit, .per_actor = sizeof(unsigned long), .ops = 50,
            .watch = {LAB_WATCH(struct point, x), LAB_WATCH(struct point, y)},
            .expect = {.native = LAB_TEARS,
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_TEARS,
                       .why = "native on one CPU: only an interrupt between two of the accesses can tear the pair"});

/*
 * Afterword: the one where the writer comes in between: the reader has loaded x, the writer moves the point, the reader
 * loads the new y.  The other is the reader between the writer's two stores, which leaves x greater.
 *
 * Each word by itself is intact.  On x86 an aligned word is loaded and stored in one piece, and many programs rely on
 * that.  What is torn is the pair, and no machine instruction knows that there is one.  A pointer and a length, a
 * balance and its date, the two ends of a list, the 16 bytes of a structure that is copied: the same.
 *
 * They tear more easily where they lie in two cache lines, which come to a reader one after the other.  In one line, or
 * loaded and stored by one wide instruction, they tear less often, and no less wrongly.
 *
 * With more than one writer (--threads 4) the last x may be from one and the last y from another, and then the point
 * is off the diagonal with nobody at work.
 *
 * The fix: fixed-mutex; where there are many readers, fixed-rwlock or fixed-sequence; where the pair fits into a word,
 * fixed-one-word.
 */
