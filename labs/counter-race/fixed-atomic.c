/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, as one atomic operation.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: there is no lock, and nobody ever waits for another actor.  Is it as fast as no protection at all?
 *
 * Run: lab run counter-race/fixed-atomic
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct counter {
  atomic_long x;
};

static void increment(struct counter *c) { atomic_fetch_add(&c->x, 1); }

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "atomic_fetch_add", .actor = increment, .audit = audit, .ops = 1000,
            .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: load, add and store are one step here.  On x86 it is the add to memory of broken with a lock prefix: the
 * CPU keeps the cache line from the load to the store.
 *
 * It is not free.  The line still travels between the CPUs that increment, and the prefix makes each CPU wait for its
 * earlier stores before it goes on, which the plain add does not.
 *
 * The plain increment is faster for a bad reason.  Its stores wait in the CPU's store buffer, the next increments read
 * from there, and many are done before the line comes and goes.  What it saves is the very exchange that would have
 * kept the updates.
 *
 * atomic_fetch_add is sequentially consistent.  A counter that nobody draws conclusions from before the end needs
 * less: atomic_fetch_add_explicit(&c->x, 1, memory_order_relaxed) loses nothing either.  On x86 the instruction is the
 * same; other machines save a fence.
 *
 * Beware of c->x = c->x + 1 on an atomic: that is broken-split-atomic.
 */
