/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, on a slot per actor, the slots side by side.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: no two actors ever touch the same slot.  What do they share?
 *
 * Run: lab run counter-race/fixed-sharded counter-race/fixed-sharded-packed
 */
#include <lab/lab.h>

struct slot {
  long x; /* next to its neighbours, up to eight in a cache line */
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

LAB_VARIANT(struct counter, .title = "a slot per actor, side by side", .actor = increment, .setup = setup,
            .audit = audit, .per_actor = sizeof(struct slot), .ops = 1000,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: they share a cache line.  The result is right, nothing is lost, and ThreadSanitizer, which looks at bytes,
 * is rightly silent.
 *
 * But a CPU can write only to a line that it has to itself.  Two actors with slots in one line take it from each other,
 * although neither wants what the other wrote.  This is false sharing.  It makes the program slower, never wrong, and
 * nothing in the source shows it.
 *
 * The fix is one word, the _Alignas of fixed-sharded.  The cost of leaving it out depends on the machine and on where
 * the actors run: near nothing while they share one CPU, more the farther apart their CPUs are.
 */
