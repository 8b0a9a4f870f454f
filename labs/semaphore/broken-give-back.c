/* SPDX-License-Identifier: MIT */
/*
 * An actor that gets no connection does without; all give back at the end.
 *
 * A pool of two connections for three actors.  An actor gets one, works with it, and gives it back, a hundred times.
 * While it works it counts how many others do so at the same time.
 *
 * Question: who gives back what it never had?
 *
 * Run: lab run semaphore/broken-give-back
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
  if (sem_trywait(&p->free) == 0)
    work(p);
  sem_post(&p->free);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERADMITTED, (unsigned long)p->too_many);
}

static void teardown(struct pool *p) { sem_destroy(&p->free); }

LAB_VARIANT(struct pool, .title = "given back without having been taken", .actor = use, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 100, .threads = 3,
            .expect = {.native = LAB_OVERADMITS,
                       .tsan = LAB_HOLDS "|" LAB_OVERADMITS,
                       .explore = LAB_OVERADMITS,
                       .why = "every access is atomic, so there is no data race for ThreadSanitizer to report; native: "
                              "an actor has to come away empty-handed, and after that three have to work at once"});

/*
 * Afterword: the actor that came away empty-handed.  From then on the semaphore counts three connections where there
 * are two, and it never forgets.  Each further time adds one.
 *
 * It is the error of clean-up code: one label at the end of a function, or one finally, for the path that took
 * something and for the path that did not.  Nothing complains.  With a mutex ThreadSanitizer would report the unlock of
 * a mutex that is not locked; a semaphore has no owner to compare with, and to post one that nobody has waited for is
 * what it is for.
 *
 * Nothing goes wrong at the place of the error either.  It shows later, elsewhere, when three work at the same time.
 *
 * The fix is a pair of braces: fixed-give-back.
 */
