/* SPDX-License-Identifier: MIT */
/* dfs: every interleaving of the steps, one by one.  Slow on purpose: what the other strategies are tested against. */
#include "engines/explore/search.h"
#include "engines/explore/tree.h"

static unsigned choose(const uint64_t *enabled) {
  uint32_t depth = lab_exec.depth;
  if (lab_tree_is_forced(depth)) {
    lab_tree.forced = UINT32_MAX;
    return lab_tree.forced_choice;
  }
  lab_tree_push(enabled);
  uint64_t *todo = lab_tree_set(depth, LAB_TODO);
  for (uint32_t w = 0; w < lab_search.words; w++)
    todo[w] = enabled[w];
  unsigned last = depth ? lab_search.steps[depth - 1].entity : 0;
  unsigned next = lab_set_has(enabled, last) ? last : lab_set_first(enabled);
  lab_set_add(lab_tree_set(depth, LAB_DONE), next);
  return next;
}

static void taken(uint32_t depth) { (void)depth; }

const struct lab_strategy lab_strategy_dfs = {"dfs", lab_tree_begin, choose, lab_tree_pick, taken, lab_tree_next};
