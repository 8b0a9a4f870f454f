/* SPDX-License-Identifier: MIT */
/*
 * A table that counts how often it is asked: yours to repair.
 *
 * A table of sixteen entries; actors look one up, twenty times each.  Whoever looks up takes the lock to read, since
 * it reads, and counts in the table how often it was asked.  When all are done there should have been twenty for each.
 *
 * Change the state, setup and look_up so that no question goes uncounted.  Looking up should stay possible side by
 * side.  Leave the audit as strict as it is.
 *
 * Question: is there a writer in this program?
 *
 * Run: lab run readers-writers/exercise
 */
#include <lab/lab.h>
#include <pthread.h>

#define ENTRIES 16

struct table {
  pthread_rwlock_t lock; /* held to read by whoever reads entries, to write by whoever writes */
  long entry[ENTRIES];
  long asked; /* how often something was looked up */
  long sum;   /* of what was found */
};

static void setup(struct table *t) { pthread_rwlock_init(&t->lock, NULL); }

static void look_up(struct table *t) {
  pthread_rwlock_rdlock(&t->lock);
  t->sum += t->entry[lab_self() % ENTRIES];
  t->asked += 1;
  pthread_rwlock_unlock(&t->lock);
}

static void audit(const struct table *t, struct lab_audit *audit) { lab_expect_total(audit, t->asked); }

static void teardown(struct table *t) { pthread_rwlock_destroy(&t->lock); }

LAB_VARIANT(struct table, .title = "yours to repair", .actor = look_up, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 20);

/*
 * Afterword: a hint, not the answer.  Taking the lock to write would do, and would make it a mutex.  What is written
 * here has nothing to do with the entries; what else do you know that adds up?
 *
 * You are done when native, tsan and a run with more actors (--threads 4) all hold.  Compare the time of your version
 * with that of one that takes the lock to write, and say why it is as it is.
 */
