/* SPDX-License-Identifier: MIT */
/*
 * Everybody locks.
 *
 * A table of four entries, all of the same version.  One of four actors replaces the table by the next version, the
 * others look things up; each does so twenty times.  Who looks up must find entries of one version only.
 *
 * Question: readers could look up side by side.  When does it pay to let them?
 *
 * Run: lab run readers-writers/fixed-mutex
 */
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>

#define ENTRIES 4

struct table {
  pthread_mutex_t lock; /* held by whoever touches entries */
  long entry[ENTRIES];
  atomic_long torn; /* times that entries of two versions were found */
};

static void setup(struct table *t) { pthread_mutex_init(&t->lock, NULL); }

static void look_up(struct table *t) {
  long differing = 0;
  pthread_mutex_lock(&t->lock);
  for (int i = 1; i < ENTRIES; i++)
    differing += t->entry[i] != t->entry[0];
  pthread_mutex_unlock(&t->lock);
  if (differing)
    atomic_fetch_add(&t->torn, 1);
}

static void replace(struct table *t) {
  pthread_mutex_lock(&t->lock);
  const long next = t->entry[0] + 1;
  for (int i = 0; i < ENTRIES; i++)
    t->entry[i] = next;
  pthread_mutex_unlock(&t->lock);
}

static void audit(const struct table *t, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, (unsigned long)t->torn);
}

static void teardown(struct table *t) { pthread_mutex_destroy(&t->lock); }

LAB_VARIANT(struct table, .title = "a mutex",
            .actors = {{"reader", look_up}, {"writer", replace}, {"reader", look_up}, {"reader", look_up}},
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 20,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: when they look long.  All readers of a lock for readers and writers write to its count of readers, and for
 * a look at four words that may cost more than to wait for one another does.
 *
 * Compare the times in this lab before you replace a mutex, with the number of actors and the mix that you have.
 */
