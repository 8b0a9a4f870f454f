/* SPDX-License-Identifier: MIT */
/*
 * Each writes its own and reads the other's: plain.
 *
 * Two actors want to know whether they are alone.  One raises its flag x and then looks at y, the other raises y and
 * looks at x.  Whoever comes second should see the flag of the first.  So at least one of them should see a 1.
 *
 * Question: go through all the ways in which these four lines can take turns.  In which of them do both see 0?
 *
 * Run: lab run store-buffering/broken
 */
#include <lab/lab.h>

struct flags {
  int x, y;
  int seen[]; /* one per actor: the other flag, as it saw it */
};

static void raise_x(struct flags *f) {
  f->x = 1;
  f->seen[lab_self()] = f->y;
}

static void raise_y(struct flags *f) {
  f->y = 1;
  f->seen[lab_self()] = f->x;
}

static void audit(const struct flags *f, struct lab_audit *audit) {
  int seen[2] = {1, 1}; /* 0 if one of those who raised x (and looked at y), or y, saw no flag */
  for (unsigned i = 0; i < lab_actors(); i++)
    seen[i % 2] &= f->seen[i];
  lab_observe(audit, seen[0], seen[1]);
}

LAB_VARIANT(struct flags, .title = "plain store, plain load",
            .actors = {{"x, then y", raise_x}, {"y, then x", raise_y}}, .audit = audit, .per_actor = sizeof(int),
            .watch = {LAB_WATCH(struct flags, x), LAB_WATCH(struct flags, y)}, .observes = {"y seen", "x seen"},
            .outcomes = {{{1, 1}, LAB_ACCEPTABLE, "both see a flag"},
                         {{0, 1}, LAB_ACCEPTABLE, "x was raised first"},
                         {{1, 0}, LAB_ACCEPTABLE, "y was raised first"},
                         {{0, 0}, LAB_INTERESTING, "both feel alone"}},
            .expect = {.native = "0, 0",
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_HOLDS "|" LAB_DATA_RACE "|0, 0",
                       .why = "explore: no interleaving gives 0, 0, it takes the store buffers of --memory tso; native "
                              "on one CPU: a CPU always sees its own stores"});

/*
 * Afterword: in none.  Some store is the first of the four lines, and a look at that flag can only come later.  Yet it
 * happens.
 *
 * A store does not go to memory at once.  The CPU puts it into a queue of its own, the store buffer, and goes on; it
 * is written when the cache line has come.  A load does not wait for that.  So both loads can be done while both stores
 * are still in their buffers.  It is as if each actor had looked first and raised its flag later.
 *
 * This is the one thing in which x86 lets memory differ from a simple interleaving.  Stores are not turned round with
 * stores, nor loads with loads; a store and a later load of another place are.  The compiler may turn them round as
 * well, here and on any machine, since these are plain accesses.
 *
 * Dekker's and Peterson's locks rest on these two lines.  On one CPU they work.  Here both actors get in.
 *
 * The fix: fixed-seq-cst, or fixed-fence.
 */
