/* SPDX-License-Identifier: MIT */
/*
 * Readers and writers lock; writers lock to read.
 *
 * A table of four entries, all of the same version.  One of four actors replaces the table by the next version, the
 * others look things up; each does so twenty times.  Who looks up must find entries of one version only.
 *
 * Question: all accesses are under the lock.  What is wrong?
 *
 * Run: lab run readers-writers/broken-read-lock
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
  pthread_rwlock_rdlock(&t->lock);
  const long next = t->entry[0] + 1;
  for (int i = 0; i < ENTRIES; i++)
    t->entry[i] = next;
  pthread_rwlock_unlock(&t->lock);
}

static void audit(const struct table *t, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, (unsigned long)t->torn);
}

static void teardown(struct table *t) { pthread_rwlock_destroy(&t->lock); }

LAB_VARIANT(struct table, .title = "writers with a read lock",
            .actors = {{"reader", look_up}, {"writer", replace}, {"reader", look_up}, {"reader", look_up}},
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 20,
            .expect = {.native = LAB_TEARS,
                       .tsan = LAB_DATA_RACE "|" LAB_TEARS,
                       .explore = LAB_TEARS,
                       .why = "native: a reader has to come upon a writer half-way, which on one CPU means that a "
                              "writer was put aside there"});

/*
 * Afterword: the writer has asked for company.  A read lock is shared by all who ask for one, whatever they do under
 * it; the lock cannot know that this one writes.
 *
 * It is one word, and it comes from copying the lines of a reader, or when a function that only read begins to write
 * (a cache that is filled when something is looked up).  It tests well as long as there is one thread.
 */
