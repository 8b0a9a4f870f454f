/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, under a spinlock.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: a waiting actor does not sleep, it asks again and again.  When is that faster than a mutex, when slower?
 *
 * Run: lab run counter-race/fixed-spinlock
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct counter {
  long x;
  ck_spinlock_fas_t lock; /* held by whoever touches x */
};

static void setup(struct counter *c) { ck_spinlock_fas_init(&c->lock); }

static void increment(struct counter *c) {
  ck_spinlock_fas_lock(&c->lock);
  c->x = c->x + 1;
  ck_spinlock_fas_unlock(&c->lock);
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "x = x + 1 under a spinlock", .actor = increment, .setup = setup, .audit = audit,
            .ops = 1000, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the lock is one word.  "fas" is fetch-and-store: to lock, an actor stores 1 and looks at what was there
 * before.  If it was 0, the lock is its own; if it was 1, somebody else has it.  Then the actor only reads the word
 * until it is 0 again, because reading leaves the cache line shared and every attempt to store takes it away from the
 * holder.  To unlock is to store 0.
 *
 * Spinning is faster than sleeping as long as the holder is running and will be done in less time than it takes to
 * sleep and wake.  With more actors than CPUs the holder may be the one that is not running: then the others burn
 * their time slices waiting for somebody who cannot run because of them.
 *
 * The lock is not fair.  The actor that has just unlocked has the cache line, so it is the likeliest to lock again,
 * and nothing bounds how long another waits.  fixed-ticket is fair; compare what that costs.
 */
