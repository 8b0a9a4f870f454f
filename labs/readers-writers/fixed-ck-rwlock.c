/* SPDX-License-Identifier: MIT */
/*
 * The lock for readers and writers of Concurrency Kit.
 *
 * A table of four entries, all of the same version.  One of four actors replaces the table by the next version, the
 * others look things up; each does so twenty times.  Who looks up must find entries of one version only.
 *
 * Question: what does a writer do when readers keep coming?
 *
 * Run: lab run readers-writers/fixed-ck-rwlock
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

#define ENTRIES 4

struct table {
  ck_rwlock_t lock; /* held to read by whoever reads entries, to write by whoever writes */
  long entry[ENTRIES];
  atomic_long torn; /* times that entries of two versions were found */
};

static void setup(struct table *t) { ck_rwlock_init(&t->lock); }

static void look_up(struct table *t) {
  long differing = 0;
  ck_rwlock_read_lock(&t->lock);
  for (int i = 1; i < ENTRIES; i++)
    differing += t->entry[i] != t->entry[0];
  ck_rwlock_read_unlock(&t->lock);
  if (differing)
    atomic_fetch_add(&t->torn, 1);
}

static void replace(struct table *t) {
  ck_rwlock_write_lock(&t->lock);
  const long next = t->entry[0] + 1;
  for (int i = 0; i < ENTRIES; i++)
    t->entry[i] = next;
  ck_rwlock_write_unlock(&t->lock);
}

static void audit(const struct table *t, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, (unsigned long)t->torn);
}

LAB_VARIANT(struct table, .title = "ck_rwlock",
            .actors = {{"reader", look_up}, {"writer", replace}, {"reader", look_up}, {"reader", look_up}},
            .setup = setup, .audit = audit, .ops = 20,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: it says that it is there, and from then on no new reader gets in; it waits until those inside have left.
 * So a writer waits for a few, and the readers wait for all writers that come: this lock prefers writers, and with
 * enough of them the readers starve.
 *
 * Everybody spins.  A reader adds one to a shared counter and looks whether a writer is there, two touches of one cache
 * line, and no sleep.
 */
