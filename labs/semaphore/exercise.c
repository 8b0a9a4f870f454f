/* SPDX-License-Identifier: MIT */
/*
 * Small jobs need one connection, big ones two: yours to repair.
 *
 * A pool of two connections for three actors.  Every second actor needs both of them for its work, the others need one.
 * While they work they count how many connections are used at the same time.
 *
 * Change the state, setup and use so that the jobs at work never need more connections than there are.  Leave work and
 * the audit as strict as they are.
 *
 * Question: what happens if a big job takes its two connections one after the other?
 *
 * Run: lab run semaphore/exercise
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

#define CONNECTIONS 2

struct pool {
  atomic_int free;      /* connections that nobody has */
  atomic_int working;   /* connections that are used */
  atomic_long too_many; /* times that there were more of them than connections */
  atomic_long done;     /* jobs */
};

static void setup(struct pool *p) { p->free = CONNECTIONS; }

static void work(struct pool *p, int needed) {
  int working = atomic_fetch_add_explicit(&p->working, needed, memory_order_relaxed) + needed;
  if (working > CONNECTIONS)
    atomic_fetch_add_explicit(&p->too_many, 1, memory_order_relaxed);
  ck_pr_stall(); /* waits for an answer, and now and then gives up the CPU meanwhile */
  atomic_fetch_sub_explicit(&p->working, needed, memory_order_relaxed);
  atomic_fetch_add_explicit(&p->done, 1, memory_order_relaxed);
}

static void use(struct pool *p) {
  const int needed = 1 + (int)lab_self() % 2;
  while (atomic_load(&p->free) < needed)
    ck_pr_stall();
  atomic_fetch_sub(&p->free, needed);
  work(p, needed);
  atomic_fetch_add(&p->free, needed);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERADMITTED, (unsigned long)p->too_many);
  lab_expect_total(audit, p->done);
}

LAB_VARIANT(struct pool, .title = "yours to repair", .actor = use, .setup = setup, .audit = audit, .ops = 100,
            .threads = 3);

/*
 * Afterword: a hint, not the answer.  A semaphore gives one at a time.  Before you wait on it twice, think of two big
 * jobs that have one connection each.
 *
 * You are done when native, tsan and a run with more actors (--threads 8) all hold.  Then say whether a big job can be
 * kept waiting for ever by small ones in your version, and what it would take to prevent that.
 */
