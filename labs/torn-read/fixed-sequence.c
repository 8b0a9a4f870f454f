/* SPDX-License-Identifier: MIT */
/*
 * Two words that belong together: with a version.
 *
 * A point moves along a diagonal: x and y are always the same.  Half of the actors move it one step, the others look
 * where it is, fifty times each.  Nobody should ever see it off the diagonal.
 *
 * Question: readers take no lock, and writers do not wait for them.  What does a reader do with a torn pair?
 *
 * Run: lab run torn-read/fixed-sequence
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct point {
  long x;
  _Alignas(64) long y;       /* in another cache line than x, as members of a large structure may be */
  ck_sequence_t version;     /* odd while x and y are being written */
  ck_spinlock_fas_t writers; /* held by whoever writes */
  unsigned long torn[];      /* one per actor: looks that found it off the diagonal */
};

static void setup(struct point *p) {
  ck_sequence_init(&p->version);
  ck_spinlock_fas_init(&p->writers);
}

static void move(struct point *p) {
  ck_spinlock_fas_lock(&p->writers);
  ck_sequence_write_begin(&p->version);
  long next = p->x + 1;
  p->x = next;
  p->y = next;
  ck_sequence_write_end(&p->version);
  ck_spinlock_fas_unlock(&p->writers);
}

static void look(struct point *p) {
  unsigned int version;
  long x, y;
  do {
    version = ck_sequence_read_begin(&p->version);
    x = p->x;
    y = p->y;
  } while (ck_sequence_read_retry(&p->version, version));
  p->torn[lab_self()] += x != y;
}

static void audit(const struct point *p, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, p->torn[i]);
}

LAB_VARIANT(struct point, .title = "a sequence counter, read again if it moved",
            .actors = {{"writer", move}, {"reader", look}}, .setup = setup, .audit = audit,
            .per_actor = sizeof(unsigned long), .ops = 50,
            .watch = {LAB_WATCH(struct point, x), LAB_WATCH(struct point, y)},
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .explore = LAB_HOLDS "|" LAB_DATA_RACE,
                       .why = "explore: to the letter of C11 the reads race with the stores, though a pair from a race "
                              "is thrown away; tsan is told not to look"});

/*
 * Afterword: it throws it away and reads again.  The version is odd while somebody writes, and has changed when
 * somebody has.  A reader that finds the same even version before and after has read a pair that was there together.
 *
 * Readers write nothing.  The cache line stays with all of them until a writer comes, so any number of readers reads at
 * full speed.  The price: a reader may have to try again, in theory for ever, and must not do anything with what it has
 * read before it knows that it was good, such as following a pointer.
 *
 * Writers must still exclude one another; that is what the spinlock is for.
 *
 * To the letter of C11 the loads of x and y race with the stores, although a pair from a race is never used.  ck's
 * fences keep the order on the machines and compilers that it supports.  A program that wants the standard's promise
 * makes x and y atomic and loads them relaxed.
 */
