/* SPDX-License-Identifier: MIT */
/*
 * bound:K: every interleaving with at most K preemptions (switches away from an actor that could have gone on).
 *
 * M. Musuvathi, S. Qadeer, "Iterative context bounding for systematic testing of multithreaded programs", PLDI 2007.
 * Without partial order reduction: sleep sets under a bound would lose interleavings (K. Coons, M. Musuvathi,
 * K. McKinley, "Bounded partial-order reduction", OOPSLA 2013).  Drains of store buffers are free.
 * A loop that waits in vain counts as blocked, and so does an actor that yields or sleeps: whoever goes on instead does
 * not preempt it.
 */
#include "engines/explore/search.h"
#include "engines/explore/tree.h"

/* The latest step that was not a drain. */
static unsigned runner_at(uint32_t depth) {
  while (depth > 0 && lab_entity_is_buffer(lab_search.steps[depth - 1].entity))
    depth--;
  return depth ? lab_search.steps[depth - 1].entity : LAB_X_NOBODY;
}

static unsigned cost_of(const struct lab_node *node, unsigned choice) {
  return node->cost + (node->preemptive && choice != node->runner && !lab_entity_is_buffer(choice));
}

static unsigned choose(const uint64_t *enabled) {
  uint32_t depth = lab_exec.depth;
  if (lab_tree_is_forced(depth)) {
    lab_tree.forced = UINT32_MAX;
    return lab_tree.forced_choice;
  }
  unsigned runner = runner_at(depth);
  unsigned cost = 0;
  if (depth) {
    const struct lab_node *before = &lab_tree.nodes[depth - 1];
    cost = before->choice ? before->cost : cost_of(before, lab_search.path[depth - 1]);
  }
  struct lab_node *node = lab_tree_push(enabled);
  node->runner = (uint16_t)runner;
  node->preemptive = runner != LAB_X_NOBODY && lab_set_has(enabled, runner) && !lab_search.restless;
  node->cost = (uint16_t)cost;
  uint64_t *todo = lab_tree_set(depth, LAB_TODO);
  for (unsigned e = lab_set_first(enabled); e != LAB_X_NOBODY; e = lab_set_after(enabled, e)) {
    bool within = cost_of(node, e) <= lab_search.bound, clipped = within && lab_search.runs_long && e == runner;
    if (within && !clipped)
      lab_set_add(todo, e);
    else
      lab_search.bounded = true;
    lab_search.clipped |= clipped;
  }
  unsigned next = node->preemptive      ? runner
                  : lab_search.restless ? lab_search_other(enabled, runner)
                                        : lab_set_first(enabled);
  lab_set_add(lab_tree_set(depth, LAB_DONE), next);
  return next;
}

static void taken(uint32_t depth) { (void)depth; }

const struct lab_strategy lab_strategy_bound = {"bound", lab_tree_begin, choose, lab_tree_pick, taken, lab_tree_next};
