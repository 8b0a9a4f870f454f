/* SPDX-License-Identifier: MIT */
/*
 * The stock is a semaphore.
 *
 * A store with a stock of items.  Half of the actors put items in, one by one; the others take them out, and sleep
 * while there are none.  As many are put in as are taken out, or more, so everybody gets done.
 *
 * Question: where has the loop gone?
 *
 * Run: lab run lost-wakeup/fixed-semaphore
 */
#include <lab/lab.h>
#include <semaphore.h>

struct store {
  sem_t items; /* in stock */
};

static void setup(struct store *s) { sem_init(&s->items, 0, 0); }

static void put(struct store *s) { sem_post(&s->items); }

static void take(struct store *s) {
  while (sem_wait(&s->items) != 0)
    continue; /* interrupted by a signal of the system */
}

static void teardown(struct store *s) { sem_destroy(&s->items); }

LAB_VARIANT(struct store, .title = "a semaphore", .actors = {{"put", put}, {"take", take}}, .setup = setup,
            .teardown = teardown, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: a semaphore remembers.  It is a counter and a place to sleep in one: to post adds one even if nobody
 * sleeps there, to wait takes one away or sleeps until there is one, and the look and the sleep are one step.  A
 * wake-up that comes too early is a number that is kept, so it cannot be lost.
 *
 * A condition variable remembers nothing, because the condition is the program's own: it can be anything, "stock is
 * below ten and it is Monday", while a semaphore knows "greater than zero".
 *
 * The loop is in sem_wait.  The one that is left has to do with the system's signals: sem_wait may return with EINTR
 * where a handler ran, and has taken nothing then.
 */
