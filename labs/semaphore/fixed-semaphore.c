/* SPDX-License-Identifier: MIT */
/*
 * A semaphore counts the connections.
 *
 * A pool of two connections for three actors.  An actor gets one, works with it, and gives it back, a hundred times.
 * While it works it counts how many others do so at the same time.
 *
 * Question: a semaphore that begins at 1 lets one in at a time, like a mutex.  What is the difference?
 *
 * Run: lab run semaphore/fixed-semaphore
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
  while (sem_wait(&p->free) != 0)
    continue; /* interrupted by a signal */
  work(p);
  sem_post(&p->free);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERADMITTED, (unsigned long)p->too_many);
}

static void teardown(struct pool *p) { sem_destroy(&p->free); }

LAB_VARIANT(struct pool, .title = "sem_wait and sem_post", .actor = use, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 100, .threads = 3,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: sem_wait takes one away if there is one, in one step, and else sleeps until there is.  It is the thing
 * that was made for this, by Dijkstra in the sixties.
 *
 * A mutex has an owner: who locked it must unlock it, a debugger can say who that is, and checkers can find out when it
 * is not so.  A semaphore is a number.  Anybody may post, as often as it likes, and nothing checks that it had waited
 * before: broken-give-back.  That is what makes it useful as a signal from one thread to another, too.
 *
 * It says how many, not which.  To know which of the two connections is its own, an actor needs a list of the free
 * ones, and that has to be protected as well.
 */
