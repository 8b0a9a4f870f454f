/* SPDX-License-Identifier: MIT */
/*
 * Each writes its own and reads the other's: release and acquire.
 *
 * Two actors want to know whether they are alone.  One raises its flag x and then looks at y, the other raises y and
 * looks at x.  Whoever comes second should see the flag of the first.  So at least one of them should see a 1.
 *
 * Question: release keeps what is above it above, acquire keeps what is below it below.  Which of the two keeps these
 * lines apart?
 *
 * Run: lab run store-buffering/broken-release-acquire
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct flags {
  atomic_int x, y;
  int seen[]; /* one per actor: the other flag, as it saw it */
};

static void raise_x(struct flags *f) {
  atomic_store_explicit(&f->x, 1, memory_order_release);
  f->seen[lab_self()] = atomic_load_explicit(&f->y, memory_order_acquire);
}

static void raise_y(struct flags *f) {
  atomic_store_explicit(&f->y, 1, memory_order_release);
  f->seen[lab_self()] = atomic_load_explicit(&f->x, memory_order_acquire);
}

static void audit(const struct flags *f, struct lab_audit *audit) {
  int seen[2] = {1, 1}; /* 0 if one of those who raised x (and looked at y), or y, saw no flag */
  for (unsigned i = 0; i < lab_actors(); i++)
    seen[i % 2] &= f->seen[i];
  lab_observe(audit, seen[0], seen[1]);
}

LAB_VARIANT(struct flags, .title = "store release, load acquire",
            .actors = {{"x, then y", raise_x}, {"y, then x", raise_y}}, .audit = audit, .per_actor = sizeof(int),
            .watch = {LAB_WATCH(struct flags, x), LAB_WATCH(struct flags, y)}, .observes = {"y seen", "x seen"},
            .outcomes = {{{1, 1}, LAB_ACCEPTABLE, "both see a flag"},
                         {{0, 1}, LAB_ACCEPTABLE, "x was raised first"},
                         {{1, 0}, LAB_ACCEPTABLE, "y was raised first"},
                         {{0, 0}, LAB_INTERESTING, "both feel alone"}},
            .expect = {
                .native = "0, 0",
                .tsan = LAB_HOLDS "|0, 0",
                .explore = LAB_HOLDS "|0, 0",
                .why = "there is no data race, so ThreadSanitizer is rightly silent; explore: no interleaving gives "
                       "0, 0, it takes the store buffers of --memory tso; native on one CPU: a CPU always sees its "
                       "own stores"});

/*
 * Afterword: neither.  A release store is not passed by what stands before it in the program, an acquire load not by
 * what stands after it.  Here the store stands first and the load second, and nothing forbids the load to be done
 * early.
 *
 * Release and acquire are for handing something over: all that was done before the release is seen by the one who
 * acquires it (lab publication).  They say nothing to two actors who both send and both look, and neither of whom has
 * received anything.
 *
 * On x86 both are plain moves, the same instructions as in broken, so the store buffer does what it did there.  (The
 * stlr and ldar of 64-bit Arm happen to keep even this order.  C11 does not ask for it, and ldapr, which newer
 * compilers use for an acquire, does not.)
 *
 * ThreadSanitizer is silent, since all accesses are atomic.
 *
 * The fix: sequentially consistent operations (fixed-seq-cst), or a fence between them (fixed-fence).
 */
