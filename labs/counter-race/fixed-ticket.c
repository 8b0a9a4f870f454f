/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, under a ticket lock.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: this spinlock serves its actors in the order in which they came.  Is it faster or slower for that?
 *
 * Run: lab run counter-race/fixed-ticket
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct counter {
  long x;
  ck_spinlock_ticket_t lock; /* held by whoever touches x */
};

static void setup(struct counter *c) { ck_spinlock_ticket_init(&c->lock); }

static void increment(struct counter *c) {
  ck_spinlock_ticket_lock(&c->lock);
  c->x = c->x + 1;
  ck_spinlock_ticket_unlock(&c->lock);
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "x = x + 1 under a ticket lock", .actor = increment, .setup = setup,
            .audit = audit, .ops = 1000, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the lock is two numbers, as at a counter with a ticket machine: the next ticket, and the ticket being
 * served.  To lock is to draw a ticket by an atomic fetch-and-add and to wait for its number.  To unlock is to serve
 * the next number.
 *
 * Nobody waits for ever: each waits for as many turns as there were actors ahead.  That is what fairness gives.  What
 * it takes is speed, mostly: the unfair lock of fixed-spinlock lets one actor do many increments in a row while x is
 * in its cache, the fair one hands lock and x to another CPU at every turn when all of them want it.
 *
 * With more actors than CPUs it is worse.  The next number may belong to an actor that is not running, and nobody else
 * can go ahead.  A plain spinlock would let whoever is running have it.
 *
 * All who wait read the same word, so every turn sends its cache line to all of them: fixed-mcs mends that.
 */
