/* SPDX-License-Identifier: MIT */
/*
 * Each writes its own and reads the other's: sequentially consistent.
 *
 * Two actors want to know whether they are alone.  One raises its flag x and then looks at y, the other raises y and
 * looks at x.  Whoever comes second should see the flag of the first.  So at least one of them should see a 1.
 *
 * Question: which of the two, the store or the load, is the one that costs more than in broken?
 *
 * Run: lab run store-buffering/fixed-seq-cst
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct flags {
  atomic_int x, y;
  int seen[]; /* one per actor: the other flag, as it saw it */
};

static void raise_x(struct flags *f) {
  atomic_store(&f->x, 1);
  f->seen[lab_self()] = atomic_load(&f->y);
}

static void raise_y(struct flags *f) {
  atomic_store(&f->y, 1);
  f->seen[lab_self()] = atomic_load(&f->x);
}

static void audit(const struct flags *f, struct lab_audit *audit) {
  int seen[2] = {1, 1}; /* 0 if one of those who raised x (and looked at y), or y, saw no flag */
  for (unsigned i = 0; i < lab_actors(); i++)
    seen[i % 2] &= f->seen[i];
  lab_observe(audit, seen[0], seen[1]);
}

LAB_VARIANT(struct flags, .title = "seq_cst store, seq_cst load",
            .actors = {{"x, then y", raise_x}, {"y, then x", raise_y}}, .audit = audit, .per_actor = sizeof(int),
            .watch = {LAB_WATCH(struct flags, x), LAB_WATCH(struct flags, y)}, .observes = {"y seen", "x seen"},
            .outcomes = {{{1, 1}, LAB_ACCEPTABLE, "both see a flag"},
                         {{0, 1}, LAB_ACCEPTABLE, "x was raised first"},
                         {{1, 0}, LAB_ACCEPTABLE, "y was raised first"},
                         {{0, 0}, LAB_FORBIDDEN, "both feel alone"}},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the store.  On x86 the compiler makes it an exchange, which waits until the store buffer is empty.  The
 * load stays a plain move.  (The other way round would work as well.  Loads are commoner, so it was agreed that stores
 * pay.)
 *
 * All sequentially consistent operations of a program have one order that all actors agree on, and it keeps to the
 * order of each actor's program.  So the counting of interleavings is allowed again: one of the stores comes first, and
 * the look at that flag comes later.
 *
 * It is the default: atomic_store and atomic_load without "explicit" mean this.  Weaken it only where you can say why
 * the weaker order is enough, and measure whether anything is gained.
 */
