/* SPDX-License-Identifier: MIT */
/*
 * Two words that belong together: each of them atomic.
 *
 * A point moves along a diagonal: x and y are always the same.  Half of the actors move it one step, the others look
 * where it is, fifty times each.  Nobody should ever see it off the diagonal.
 *
 * Question: sequential consistency is the strongest order that C11 has.  Is it strong enough for a pair?
 *
 * Run: lab run torn-read/broken-atomic
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct point {
  atomic_long x;
  _Alignas(64) atomic_long y; /* in another cache line than x, as members of a large structure may be */
  unsigned long torn[];       /* one per actor: looks that found it off the diagonal */
};

static void move(struct point *p) {
  atomic_fetch_add(&p->x, 1);
  atomic_fetch_add(&p->y, 1);
}

static void look(struct point *p) {
  long x = atomic_load(&p->x);
  long y = atomic_load(&p->y);
  p->torn[lab_self()] += x != y;
}

static void audit(const struct point *p, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, p->torn[i]);
}

LAB_VARIANT(struct point, .title = "two atomic words", .actors = {{"writer", move}, {"reader", look}}, .audit = audit,
            .per_actor = sizeof(unsigned long), .ops = 50,
            .watch = {LAB_WATCH(struct point, x), LAB_WATCH(struct point, y)},
            .expect = {
                .native = LAB_TEARS,
                .tsan = LAB_HOLDS "|" LAB_TEARS,
                .explore = LAB_TEARS,
                .why = "there is no data race, so ThreadSanitizer is rightly silent: the bug is a race condition; "
                       "native on one CPU: only an interrupt between two of the accesses can tear the pair"});

/*
 * Afterword: no order is.  Sequential consistency says that there is one sequence of all these operations, with those
 * of each actor in the order of its program.  Between two operations of one actor any number of others may stand in it.
 *
 * Atomic is a property of one operation on one object.  Two atomic objects do not make an atomic pair.
 *
 * What has been gained is real, though: no update is lost, however many writers there are, and when all is done x and
 * y are the same.  Some programs need no more.  Statistics that are read now and then may be off by what is under way.
 *
 * ThreadSanitizer has nothing to report.  That x and y belong together is written nowhere but in the audit.
 *
 * C11 allows an atomic structure (_Atomic struct pair).  Where the machine has no instruction for the size, the library
 * takes a lock that you do not see.
 */
