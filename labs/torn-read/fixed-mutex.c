/* SPDX-License-Identifier: MIT */
/*
 * Two words that belong together: under a mutex.
 *
 * A point moves along a diagonal: x and y are always the same.  Half of the actors move it one step, the others look
 * where it is, fifty times each.  Nobody should ever see it off the diagonal.
 *
 * Question: readers change nothing.  Do they need the lock?  Do they need it against one another?
 *
 * Run: lab run torn-read/fixed-mutex
 */
#include <lab/lab.h>
#include <pthread.h>

struct point {
  long x;
  _Alignas(64) long y;  /* in another cache line than x, as members of a large structure may be */
  pthread_mutex_t lock; /* held by whoever touches x or y */
  unsigned long torn[]; /* one per actor: looks that found it off the diagonal */
};

static void setup(struct point *p) { pthread_mutex_init(&p->lock, NULL); }

static void move(struct point *p) {
  pthread_mutex_lock(&p->lock);
  long next = p->x + 1;
  p->x = next;
  p->y = next;
  pthread_mutex_unlock(&p->lock);
}

static void look(struct point *p) {
  pthread_mutex_lock(&p->lock);
  long x = p->x;
  long y = p->y;
  pthread_mutex_unlock(&p->lock);
  p->torn[lab_self()] += x != y;
}

static void audit(const struct point *p, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_TORN, p->torn[i]);
}

static void teardown(struct point *p) { pthread_mutex_destroy(&p->lock); }

LAB_VARIANT(struct point, .title = "under a mutex", .actors = {{"writer", move}, {"reader", look}}, .setup = setup,
            .audit = audit, .teardown = teardown, .per_actor = sizeof(unsigned long), .ops = 50,
            .watch = {LAB_WATCH(struct point, x), LAB_WATCH(struct point, y)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: they need it, and not against one another.  A writer that holds the lock protects nobody who does not ask
 * for it: a lock is an agreement, and one that readers leave out is broken with a lock added.
 *
 * The reader copies under the lock and compares after it.  That is the usual shape: take a copy that is consistent,
 * let go, and think about it as long as you like.  The copy may be old by then.  It never was torn.
 *
 * Two readers at a time would do each other no harm, and a mutex makes them take turns.  fixed-rwlock does not; see
 * what it costs before you prefer it.  As long as a critical section is two loads, most of the cost is that of the
 * lock word itself, which every reader has to write.
 */
