/* SPDX-License-Identifier: MIT */
/*
 * Two words that belong together: under a read-write lock.
 *
 * A point moves along a diagonal: x and y are always the same.  Half of the actors move it one step, the others look
 * where it is, fifty times each.  Nobody should ever see it off the diagonal.
 *
 * Question: several readers may be in at once.  Is it faster than a mutex for that?
 *
 * Run: lab run torn-read/fixed-rwlock
 */
#include <lab/lab.h>
#include <pthread.h>

struct point {
  long x;
  _Alignas(64) long y;   /* in another cache line than x, as members of a large structure may be */
  pthread_rwlock_t lock; /* held by whoever touches x or y, by readers for reading */
  unsigned long torn[];  /* one per actor: looks that found it off the diagonal */
};

static void setup(struct point *p) { pthread_rwlock_init(&p->lock, NULL); }

static void move(struct point *p) {
  pthread_rwlock_wrlock(&p->lock);
  long next = p->x + 1;
  p->x = next;
  p->y = next;
  pthread_rwlock_unlock(&p->lock);
}

static void look(struct point *p) {
  pthread_rwlock_rdlock(&p->lock);
  long x = p->x;
  long y = p->y;
  pthread_rwlock_unlock(&p->lock);
  p->torn[lab_self()] += x != y;
}

static void audit(const struct point *p, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, p->torn[i]);
}

static void teardown(struct point *p) { pthread_rwlock_destroy(&p->lock); }

LAB_VARIANT(struct point, .title = "under a pthread_rwlock", .actors = {{"writer", move}, {"reader", look}},
            .setup = setup, .audit = audit, .teardown = teardown, .per_actor = sizeof(unsigned long), .ops = 50,
            .watch = {LAB_WATCH(struct point, x), LAB_WATCH(struct point, y)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: not here, most likely.  A reader has to count itself in and out, so it writes to the lock twice, and the
 * cache line travels as it does for a mutex.  Readers in parallel pay off when they stay inside for long, compared with
 * a trip of a cache line, and when writers are few.  Two loads are not long.
 *
 * Who waits for whom?  glibc's lock prefers readers unless told otherwise: while there is always some reader inside, a
 * writer may wait for ever.  Other locks prefer writers, or take turns; fixed-ck-rwlock prefers writers.
 *
 * The commonest error with these locks is to write while holding one for reading.  Nothing stops it.
 */
