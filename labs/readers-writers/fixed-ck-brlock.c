/* SPDX-License-Identifier: MIT */
/*
 * The big-reader lock of Concurrency Kit.
 *
 * A table of four entries, all of the same version.  One of four actors replaces the table by the next version, the
 * others look things up; each does so twenty times.  Who looks up must find entries of one version only.
 *
 * Question: what does a reader write, and who else writes there?
 *
 * Run: lab run readers-writers/fixed-ck-brlock
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

#define ENTRIES 4

struct table {
  ck_brlock_t lock; /* held to read by whoever reads entries, to write by whoever writes */
  long entry[ENTRIES];
  atomic_long torn;            /* times that entries of two versions were found */
  ck_brlock_reader_t reader[]; /* one per actor */
};

static void setup(struct table *t) {
  ck_brlock_init(&t->lock);
  for (unsigned i = 0; i < lab_actors(); i++)
    ck_brlock_read_register(&t->lock, &t->reader[i]);
}

static void look_up(struct table *t) {
  long differing = 0;
  ck_brlock_read_lock(&t->lock, &t->reader[lab_self()]);
  for (int i = 1; i < ENTRIES; i++)
    differing += t->entry[i] != t->entry[0];
  ck_brlock_read_unlock(&t->reader[lab_self()]);
  if (differing)
    atomic_fetch_add(&t->torn, 1);
}

static void replace(struct table *t) {
  ck_brlock_write_lock(&t->lock);
  const long next = t->entry[0] + 1;
  for (int i = 0; i < ENTRIES; i++)
    t->entry[i] = next;
  ck_brlock_write_unlock(&t->lock);
}

static void audit(const struct table *t, struct lab_audit *audit) {
  lab_count(audit, LAB_TORN, (unsigned long)t->torn);
}

LAB_VARIANT(struct table, .title = "ck_brlock",
            .actors = {{"reader", look_up}, {"writer", replace}, {"reader", look_up}, {"reader", look_up}},
            .setup = setup, .audit = audit, .per_actor = sizeof(ck_brlock_reader_t), .ops = 20,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: a word of its own, and nobody else.  A reader says in its own record that it is reading, then looks
 * whether there is a writer; a writer says that it is there, then looks at the records of all readers.  Each makes its
 * own store seen before it looks at the other's: it is Peterson's lock again, and needs the same fence (an exchange,
 * here).
 *
 * Readers cost each other nothing, if their records are in different cache lines, which here they are not: each is 24
 * bytes.  A writer costs more with each reader that is registered, whether it reads or not.  For tables that are read
 * all the time and changed once an hour.
 *
 * Here all readers are registered before anybody reads.  They can come and go later, too, but to do either they take
 * the lock to write.
 */
