/* SPDX-License-Identifier: MIT */
/*
 * The task-fair lock of Concurrency Kit.
 *
 * A table of four entries, all of the same version.  One of four actors replaces the table by the next version, the
 * others look things up; each does so twenty times.  Who looks up must find entries of one version only.
 *
 * Question: a reader comes after a writer that waits, while others read.  Does it get in?
 *
 * Run: lab run readers-writers/fixed-ck-tflock
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

#define ENTRIES 4

struct table {
  ck_tflock_ticket_t lock; /* held to read by whoever reads entries, to write by whoever writes */
  long entry[ENTRIES];
  atomic_long torn; /* times that entries of two versions were found */
};

static void setup(struct table *t) { ck_tflock_ticket_init(&t->lock); }

static void look_up(struct table *t) {
  long differing = 0;
  ck_tflock_ticket_read_lock(&t->lock);
  for (int i = 1; i < ENTRIES; i++)
    differing += t->entry[i] != t->entry[0];
  ck_tflock_ticket_read_unlock(&t->lock);
  if (differing)
    atomic_fetch_add(&t->torn, 1);
}

static void replace(struct table *t) {
  ck_tflock_ticket_write_lock(&t->lock);
  const long next = t->entry[0] + 1;
  for (int i = 0; i < ENTRIES; i++)
    t->entry[i] = next;
  ck_tflock_ticket_write_unlock(&t->lock);
}

static void audit(const struct table *t, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, (unsigned long)t->torn);
}

LAB_VARIANT(struct table, .title = "ck_tflock",
            .actors = {{"reader", look_up}, {"writer", replace}, {"reader", look_up}, {"reader", look_up}},
            .setup = setup, .audit = audit, .ops = 20,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: no.  All take tickets, readers and writers alike, and are served in the order in which they came.  Readers
 * who come one after the other go in together, and a writer among them parts them into those before and those after.
 *
 * Nobody starves.  The price is less company: the more often writers come, the smaller the groups of readers, and if
 * every second one is a writer it is a ticket lock.  And as with a ticket lock, with more actors than CPUs the next in
 * line may be one that is not running.
 */
