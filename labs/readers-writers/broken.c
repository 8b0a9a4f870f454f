/* SPDX-License-Identifier: MIT */
/*
 * Writers lock, readers do not: they change nothing.
 *
 * A table of four entries, all of the same version.  One of four actors replaces the table by the next version, the
 * others look things up; each does so twenty times.  Who looks up must find entries of one version only.
 *
 * Question: a reader changes nothing, so whom could it disturb?
 *
 * Run: lab run readers-writers/broken
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
  for (int i = 1; i < ENTRIES; i++)
    differing += t->entry[i] != t->entry[0];
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

LAB_VARIANT(struct table, .title = "readers without a lock",
            .actors = {{"reader", look_up}, {"writer", replace}, {"reader", look_up}, {"reader", look_up}},
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 20,
            .expect = {.native = LAB_TEARS,
                       .tsan = LAB_DATA_RACE "|" LAB_TEARS,
                       .explore = LAB_TEARS,
                       .why = "native: a reader has to come upon a writer half-way, which on one CPU means that a "
                              "writer was put aside there"});

/*
 * Afterword: nobody.  It is the reader that is disturbed: it comes while a writer is half-way, and finds a table that
 * never was in any version.
 *
 * A lock works among those who take it.  A writer that locks alone keeps out other writers, and nobody else.
 *
 * That the reader changes nothing means that readers need not keep each other out.  It is what a lock for readers and
 * writers is made for: fixed-rwlock.
 */
