/* SPDX-License-Identifier: MIT */
/*
 * Each writes its own and reads the other's: with a fence.
 *
 * Two actors want to know whether they are alone.  One raises its flag x and then looks at y, the other raises y and
 * looks at x.  Whoever comes second should see the flag of the first.  So at least one of them should see a 1.
 *
 * Question: one of the actors forgets its fence.  Is half of the protection left?
 *
 * Run: lab run store-buffering/fixed-fence
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct flags {
  atomic_int x, y;
  int seen[]; /* one per actor: the other flag, as it saw it */
};

static void raise_x(struct flags *f) {
  atomic_store_explicit(&f->x, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  f->seen[lab_self()] = atomic_load_explicit(&f->y, memory_order_relaxed);
}

static void raise_y(struct flags *f) {
  atomic_store_explicit(&f->y, 1, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  f->seen[lab_self()] = atomic_load_explicit(&f->x, memory_order_relaxed);
}

static void audit(const struct flags *f, struct lab_audit *audit) {
  int seen[2] = {1, 1}; /* 0 if one of those who raised x (and looked at y), or y, saw no flag */
  for (unsigned i = 0; i < lab_actors(); i++)
    seen[i % 2] &= f->seen[i];
  lab_observe(audit, seen[0], seen[1]);
}

LAB_VARIANT(struct flags, .title = "a fence between store and load",
            .actors = {{"x, then y", raise_x}, {"y, then x", raise_y}}, .audit = audit, .per_actor = sizeof(int),
            .watch = {LAB_WATCH(struct flags, x), LAB_WATCH(struct flags, y)}, .observes = {"y seen", "x seen"},
            .outcomes = {{{1, 1}, LAB_ACCEPTABLE, "both see a flag"},
                         {{0, 1}, LAB_ACCEPTABLE, "x was raised first"},
                         {{1, 0}, LAB_ACCEPTABLE, "y was raised first"},
                         {{0, 0}, LAB_FORBIDDEN, "both feel alone"}},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: nothing is left.  The actor without a fence may look early, before its flag is up, and if the other raises
 * its own and looks in that moment, both see 0.  Both need it.
 *
 * The fence makes the CPU wait for its store buffer before it goes on to the load.  On x86 it is the instruction
 * mfence, or a locked operation on the stack, which does the same and is often faster.
 *
 * Without it the relaxed accesses order nothing.  With it they need not: of two sequentially consistent fences one
 * comes first, and what was stored before that one is seen by what is loaded after the other.
 *
 * A fence of release or acquire would not do, nor would both (memory_order_acq_rel): the store before and the load
 * after are the one pair that only seq_cst keeps in order.
 *
 * The relaxed accesses are still atomic.  With plain ones the program would have a data race, fence or no fence.
 */
