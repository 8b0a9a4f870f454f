/* SPDX-License-Identifier: MIT */
/*
 * Enter if nobody else wants to: yours to repair.
 *
 * Two actors, and a room for one.  Each raises its flag and enters if the other's flag is down; if it is up, it goes
 * without.  Both may go without.  Both inside is an error.
 *
 * Change the state and the two actors so that this holds.  Leave the audit and the outcomes as strict as they are.
 *
 * Question: which is the least that you have to add, and to which of the two actors?
 *
 * Run: lab run store-buffering/exercise --iterations 1000000
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct room {
  atomic_int left_wants, right_wants;
  int entered[]; /* one per actor */
};

static void left(struct room *r) {
  atomic_store_explicit(&r->left_wants, 1, memory_order_relaxed);
  if (!atomic_load_explicit(&r->right_wants, memory_order_relaxed))
    r->entered[lab_self()] = 1;
}

static void right(struct room *r) {
  atomic_store_explicit(&r->right_wants, 1, memory_order_relaxed);
  if (!atomic_load_explicit(&r->left_wants, memory_order_relaxed))
    r->entered[lab_self()] = 1;
}

static void audit(const struct room *r, struct lab_audit *audit) {
  int entered[2] = {0, 0};
  for (unsigned i = 0; i < lab_actors(); i++)
    entered[i % 2] |= r->entered[i];
  lab_observe(audit, entered[0], entered[1]);
}

LAB_VARIANT(struct room, .title = "yours to repair", .actors = {{"left", left}, {"right", right}}, .audit = audit,
            .per_actor = sizeof(int), .observes = {"left inside", "right inside"},
            .watch = {LAB_WATCH(struct room, left_wants), LAB_WATCH(struct room, right_wants)},
            .outcomes = {{{0, 0}, LAB_ACCEPTABLE, "both go without"},
                         {{1, 0}, LAB_ACCEPTABLE, "left is inside"},
                         {{0, 1}, LAB_ACCEPTABLE, "right is inside"},
                         {{1, 1}, LAB_FORBIDDEN, "both inside"}});

/*
 * Afterword: a hint, not the answer.  There is a way that changes words and adds no line, and one that adds a line to
 * each actor.  In either case say which order of which two accesses it is that you buy.
 *
 * Then look at an actor on its own: it can raise its flag and look with one operation if both flags are in one word.
 * atomic_fetch_or gives back what was there before.  Why does that version need no fence, with any memory order?
 *
 * "Both may go without" is what keeps this from being a lock.  What has to be added for one of them always to get in?
 * Peterson's lock is an answer.
 */
