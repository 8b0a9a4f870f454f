/* SPDX-License-Identifier: MIT */
/*
 * Take a connection if there is one, in one step.
 *
 * A pool of two connections for three actors.  An actor gets one, works with it, and gives it back, a hundred times.
 * While it works it counts how many others do so at the same time.
 *
 * Question: two actors find the last connection.  What does each of them see then?
 *
 * Run: lab run semaphore/fixed-cas
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

#define CONNECTIONS 2

struct pool {
  atomic_int free;      /* connections that nobody has */
  atomic_int working;   /* actors that have a connection */
  atomic_long too_many; /* times that there were more of them than connections */
};

static void setup(struct pool *p) { p->free = CONNECTIONS; }

static void take(struct pool *p) {
  int seen = atomic_load(&p->free);
  while (seen <= 0 || !atomic_compare_exchange_weak(&p->free, &seen, seen - 1)) {
    ck_pr_stall();
    seen = atomic_load(&p->free);
  }
}

static void work(struct pool *p) {
  int working = atomic_fetch_add_explicit(&p->working, 1, memory_order_relaxed) + 1;
  if (working > CONNECTIONS)
    atomic_fetch_add_explicit(&p->too_many, 1, memory_order_relaxed);
  ck_pr_stall(); /* waits for an answer, and now and then gives up the CPU meanwhile */
  atomic_fetch_sub_explicit(&p->working, 1, memory_order_relaxed);
}

static void use(struct pool *p) {
  take(p);
  work(p);
  atomic_fetch_add(&p->free, 1);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERADMITTED, (unsigned long)p->too_many);
}

LAB_VARIANT(struct pool, .title = "compare and exchange", .actor = use, .setup = setup, .audit = audit, .ops = 100,
            .threads = 3,
            .expect = {
                .native = LAB_HOLDS,
                .tsan = LAB_HOLDS,
                .explore = LAB_HOLDS,
                .why = "explore: it takes three actors for one to wait; with one operation each they are proved, "
                       "with two there are too many interleavings to see them all in seconds"});

/*
 * Afterword: one of them exchanges a 1 for a 0.  The exchange of the other one fails, because there is no 1 any more,
 * and it asks again.  The question and the taking are one step: take if it still is what I have seen.
 *
 * To give back needs no question, so it is a plain atomic addition.
 *
 * Whoever waits spins.  For something that takes as long as an answer over a network that is a waste of a CPU, and with
 * more actors than CPUs those who wait take it from those who work.  fixed-semaphore sleeps.
 */
