/* SPDX-License-Identifier: MIT */
/*
 * An actor that gets no connection does without; those that had one give it back.
 *
 * A pool of two connections for three actors.  An actor gets one, works with it, and gives it back, a hundred times.
 * While it works it counts how many others do so at the same time.
 *
 * Question: how would you find a missing sem_post, the opposite error?
 *
 * Run: lab run semaphore/fixed-give-back
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <semaphore.h>
#include <stdatomic.h>

#define CONNECTIONS 2

struct pool {
  sem_t free;           /* counts the connections that nobody has */
  atomic_int working;   /* actors that have a connection */
  atomic_long too_many; /* times that there were more of them than connections */
};

static void setup(struct pool *p) { sem_init(&p->free, 0, CONNECTIONS); }

static void work(struct pool *p) {
  int working = atomic_fetch_add_explicit(&p->working, 1, memory_order_relaxed) + 1;
  if (working > CONNECTIONS)
    atomic_fetch_add_explicit(&p->too_many, 1, memory_order_relaxed);
  ck_pr_stall(); /* waits for an answer, and now and then gives up the CPU meanwhile */
  atomic_fetch_sub_explicit(&p->working, 1, memory_order_relaxed);
}

static void use(struct pool *p) {
  if (sem_trywait(&p->free) == 0) {
    work(p);
    sem_post(&p->free);
  }
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERADMITTED, (unsigned long)p->too_many);
}

static void teardown(struct pool *p) { sem_destroy(&p->free); }

LAB_VARIANT(struct pool, .title = "given back by those that took", .actor = use, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 100, .threads = 3,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: to take and to give back stand in the same block, so no path has one without the other.
 *
 * The opposite error, a path that returns without giving back, takes one connection out of the pool each time, until
 * all wait for ever.  It is found sooner, because everything stops, and at the wrong place, because who stops is not
 * who forgot. sem_getvalue in a test, when everybody is done, finds both errors where they are cheap: the number must
 * be what it was at the beginning.
 */
