/* SPDX-License-Identifier: MIT */
/*
 * Readers lock to read, writers to write.
 *
 * A table of four entries, all of the same version.  One of four actors replaces the table by the next version, the
 * others look things up; each does so twenty times.  Who looks up must find entries of one version only.
 *
 * Question: who waits longer, if readers come all the time?
 *
 * Run: lab run readers-writers/fixed-rwlock
 */
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>

#define ENTRIES 4

struct table {
  pthread_rwlock_t lock; /* held to read by whoever reads entries, to write by whoever writes */
  long entry[ENTRIES];
  atomic_long torn; /* times that entries of two versions were found */
};

static void setup(struct table *t) { pthread_rwlock_init(&t->lock, NULL); }

static void look_up(struct table *t) {
  long differing = 0;
  pthread_rwlock_rdlock(&t->lock);
  for (int i = 1; i < ENTRIES; i++)
    differing += t->entry[i] != t->entry[0];
  pthread_rwlock_unlock(&t->lock);
  if (differing)
    atomic_fetch_add(&t->torn, 1);
}

static void replace(struct table *t) {
  pthread_rwlock_wrlock(&t->lock);
  const long next = t->entry[0] + 1;
  for (int i = 0; i < ENTRIES; i++)
    t->entry[i] = next;
  pthread_rwlock_unlock(&t->lock);
}

static void audit(const struct table *t, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, (unsigned long)t->torn);
}

static void teardown(struct table *t) { pthread_rwlock_destroy(&t->lock); }

LAB_VARIANT(struct table, .title = "pthread_rwlock_t",
            .actors = {{"reader", look_up}, {"writer", replace}, {"reader", look_up}, {"reader", look_up}},
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 20,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the writer.  Readers share the lock, and as glibc makes it, a reader is let in while others are reading
 * even if a writer waits.  If there always is a reader inside, the writer never gets in.  With
 * pthread_rwlockattr_setkind_np and PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP it is the other way round.  POSIX
 * leaves it open.
 *
 * The readers do not wait for each other, and still they are in each other's way: each adds one to a counter in the
 * lock and takes it away again, so the cache line of the lock travels between all of them.  See fixed-ck-brlock for
 * readers that do not share a line.
 */
