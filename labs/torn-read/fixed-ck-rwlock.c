/* SPDX-License-Identifier: MIT */
/*
 * Two words that belong together: under a read-write spinlock.
 *
 * A point moves along a diagonal: x and y are always the same.  Half of the actors move it one step, the others look
 * where it is, fifty times each.  Nobody should ever see it off the diagonal.
 *
 * Question: a reader that finds a writer waiting steps back.  What if writers never cease to come?
 *
 * Run: lab run torn-read/fixed-ck-rwlock
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct point {
  long x;
  _Alignas(64) long y;  /* in another cache line than x, as members of a large structure may be */
  ck_rwlock_t lock;     /* held by whoever touches x or y, by readers for reading */
  unsigned long torn[]; /* one per actor: looks that found it off the diagonal */
};

static void setup(struct point *p) { ck_rwlock_init(&p->lock); }

static void move(struct point *p) {
  ck_rwlock_write_lock(&p->lock);
  long next = p->x + 1;
  p->x = next;
  p->y = next;
  ck_rwlock_write_unlock(&p->lock);
}

static void look(struct point *p) {
  ck_rwlock_read_lock(&p->lock);
  long x = p->x;
  long y = p->y;
  ck_rwlock_read_unlock(&p->lock);
  p->torn[lab_self()] += x != y;
}

static void audit(const struct point *p, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, p->torn[i]);
}

LAB_VARIANT(struct point, .title = "under a ck_rwlock", .actors = {{"writer", move}, {"reader", look}}, .setup = setup,
            .audit = audit, .per_actor = sizeof(unsigned long), .ops = 50,
            .watch = {LAB_WATCH(struct point, x), LAB_WATCH(struct point, y)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: then readers may wait for ever.  This lock prefers writers: a reader counts itself in, and if there is a
 * writer it goes on only after that one is done; a writer announces itself first and then waits for the readers that
 * are in.  Between two writers nothing lets a reader in by right.
 *
 * Nobody sleeps: who waits asks again and again.  That is faster than fixed-rwlock as long as waits are short and there
 * are no more actors than CPUs.
 *
 * The lock is two words, one for the writer and one for the number of readers, and every reader writes to the second,
 * twice.  To read without writing, see fixed-sequence.
 */
