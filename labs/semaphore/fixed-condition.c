/* SPDX-License-Identifier: MIT */
/*
 * A counter under a lock, and a condition variable to sleep on.
 *
 * A pool of two connections for three actors.  An actor gets one, works with it, and gives it back, a hundred times.
 * While it works it counts how many others do so at the same time.
 *
 * Question: what can this do that a semaphore cannot?
 *
 * Run: lab run semaphore/fixed-condition
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>

#define CONNECTIONS 2

struct pool {
  pthread_mutex_t lock; /* held by whoever touches free */
  pthread_cond_t back;  /* one was given back */
  int free;             /* connections that nobody has */
  atomic_int working;   /* actors that have a connection */
  atomic_long too_many; /* times that there were more of them than connections */
};

static void setup(struct pool *p) {
  pthread_mutex_init(&p->lock, NULL);
  pthread_cond_init(&p->back, NULL);
  p->free = CONNECTIONS;
}

static void take(struct pool *p) {
  pthread_mutex_lock(&p->lock);
  while (p->free == 0)
    pthread_cond_wait(&p->back, &p->lock);
  p->free -= 1;
  pthread_mutex_unlock(&p->lock);
}

static void give_back(struct pool *p) {
  pthread_mutex_lock(&p->lock);
  p->free += 1;
  pthread_cond_signal(&p->back);
  pthread_mutex_unlock(&p->lock);
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
  give_back(p);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  lab_count(audit, LAB_OVERADMITTED, (unsigned long)p->too_many);
}

static void teardown(struct pool *p) {
  pthread_cond_destroy(&p->back);
  pthread_mutex_destroy(&p->lock);
}

LAB_VARIANT(struct pool, .title = "a lock and a condition variable", .actor = use, .setup = setup, .audit = audit,
            .teardown = teardown, .ops = 100, .threads = 3,
            .expect = {
                .native = LAB_HOLDS,
                .tsan = LAB_HOLDS,
                .explore = LAB_HOLDS,
                .why = "explore: it takes three actors for one to wait; with one operation each they are proved, "
                       "with two there are too many interleavings to see them all in seconds"});

/*
 * Afterword: it can wait for anything that can be written as an expression: two connections at once, one to a certain
 * server, none while a backup runs.  And the same lock can protect the list of free connections.  This is how pools are
 * written.
 *
 * It is three objects for one, and every rule of the lab lost-wakeup applies: the change under the lock, the signal
 * after it, while and not if.
 */
