/* SPDX-License-Identifier: MIT */
/*
 * The phase-fair lock of Concurrency Kit.
 *
 * A table of four entries, all of the same version.  One of four actors replaces the table by the next version, the
 * others look things up; each does so twenty times.  Who looks up must find entries of one version only.
 *
 * Question: how long can a reader have to wait at the most?
 *
 * Run: lab run readers-writers/fixed-ck-pflock
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

#define ENTRIES 4

struct table {
  ck_pflock_t lock; /* held to read by whoever reads entries, to write by whoever writes */
  long entry[ENTRIES];
  atomic_long torn; /* times that entries of two versions were found */
};

static void setup(struct table *t) { ck_pflock_init(&t->lock); }

static void look_up(struct table *t) {
  long differing = 0;
  ck_pflock_read_lock(&t->lock);
  for (int i = 1; i < ENTRIES; i++)
    differing += t->entry[i] != t->entry[0];
  ck_pflock_read_unlock(&t->lock);
  if (differing)
    atomic_fetch_add(&t->torn, 1);
}

static void replace(struct table *t) {
  ck_pflock_write_lock(&t->lock);
  const long next = t->entry[0] + 1;
  for (int i = 0; i < ENTRIES; i++)
    t->entry[i] = next;
  ck_pflock_write_unlock(&t->lock);
}

static void audit(const struct table *t, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, (unsigned long)t->torn);
}

LAB_VARIANT(struct table, .title = "ck_pflock",
            .actors = {{"reader", look_up}, {"writer", replace}, {"reader", look_up}, {"reader", look_up}},
            .setup = setup, .audit = audit, .ops = 20,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: for the readers who are inside and one writer.  Phases of reading and of writing take turns: when a writer
 * leaves, all readers that have come meanwhile go in together, and when they have left, the next writer does.  Neither
 * side can be starved by the other.
 *
 * It is by Brandenburg and Anderson, for real-time systems, where the longest wait counts and not the mean.
 */
