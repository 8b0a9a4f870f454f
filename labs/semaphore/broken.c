/* SPDX-License-Identifier: MIT */
/*
 * Wait until a connection is free, then take it.
 *
 * A pool of two connections for three actors.  An actor gets one, works with it, and gives it back, a hundred times.
 * While it works it counts how many others do so at the same time.
 *
 * Question: free is atomic.  How many actors can work at the same time?
 *
 * Run: lab run semaphore/broken
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

static void work(struct pool *p) {
  int working = atomic_fetch_add_explicit(&p->working, 1, memory_order_relaxed) + 1;
  if (working > CONNECTIONS)
    atomic_fetch_add_explicit(&p->too_many, 1, memory_order_relaxed);
  ck_pr_stall(); /* waits for an answer, and now and then gives up the CPU meanwhile */
  atomic_fetch_sub_explicit(&p->working, 1, memory_order_relaxed);
}

static void use(struct pool *p) {
  while (atomic_load(&p->free) <= 0)
    ck_pr_stall();
  atomic_fetch_sub(&p->free, 1);
  work(p);
  atomic_fetch_add(&p->free, 1);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERADMITTED, (unsigned long)p->too_many);
}

LAB_VARIANT(struct pool, .title = "test, then take", .actor = use, .setup = setup, .audit = audit, .ops = 100,
            .threads = 3,
            .expect = {.native = LAB_OVERADMITS,
                       .tsan = LAB_HOLDS "|" LAB_OVERADMITS,
                       .explore = LAB_OVERADMITS,
                       .why = "every access is atomic, so there is no data race for ThreadSanitizer to report; native: "
                              "two actors have to ask for the last connection at the same time"});

/*
 * Afterword: all three.  Two actors ask while one connection is free; both hear that there is one, both take it, and
 * the counter goes to -1.
 *
 * The counter is right at the end, and at every moment: 2 less the number of actors that work.  Nothing is lost.  It is
 * the limit that was broken, and what that means depends on what it was for: a server that refuses the third
 * connection, a licence that is overrun, memory for two that three write to.
 *
 * It is check-then-act.  Each step is atomic; the answer to the question is old when it is acted on.
 *
 * ThreadSanitizer is silent and right: there is no data race.
 *
 * The fix: take only if there is one, in one step (fixed-cas), or leave that to a semaphore (fixed-semaphore), or look
 * and take under a lock (fixed-condition).
 */
