/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, on a slot per actor, each slot in a cache line of its own.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: fixed-sharded-packed is this program without the padding.  How much slower is it?
 *
 * Run: lab run counter-race/fixed-sharded counter-race/fixed-sharded-packed
 */
#include <lab/lab.h>

struct slot {
  _Alignas(64) long x; /* alone in its cache line */
};

struct counter {
  unsigned slots;     /* one per actor */
  struct slot slot[]; /* written by its actor only */
};

static void setup(struct counter *c) { c->slots = lab_actors(); }

static void increment(struct counter *c) {
  struct slot *s = &c->slot[lab_self()];
  s->x = s->x + 1;
}

static void audit(const struct counter *c, struct lab_audit *audit) {
  long total = 0;
  for (unsigned i = 0; i < c->slots; i++)
    total += c->slot[i].x;
  lab_expect_total(audit, total);
}

LAB_VARIANT(struct counter, .title = "a padded slot per actor", .actor = increment, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct slot), .ops = 1000,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: every slot has one writer, so nothing can be lost, and the plain statement of broken will do.  The counter
 * is the sum of its slots.
 *
 * Caches keep and exchange whole lines, of 64 bytes on x86.  With a line per slot no line ever leaves the CPU that
 * writes it, and the increments do not disturb each other however many CPUs there are.
 *
 * The price is memory (a line per actor) and reading: the sum takes one load per slot.  The audit may add up plain
 * values because all actors are done.  A reader that comes earlier needs slots that are atomic (relaxed is enough), and
 * its sum is one that the counter need never have held at any one moment.
 *
 * The kernels' per-CPU counters and Java's LongAdder work like this.
 */
