/* SPDX-License-Identifier: MIT */
#include "engines/explore/tree.h"
#include "engines/explore/checkpoint.h"
#include "engines/explore/search.h"
#include <string.h>

LAB_ENGINE struct lab_tree lab_tree = {.forced = UINT32_MAX};

uint64_t *lab_tree_set(uint32_t depth, enum lab_node_set which) {
  return lab_tree.sets + ((size_t)depth * LAB_NODE_SETS + which) * lab_search.words;
}

void lab_tree_clear(void) {
  if (!lab_tree.nodes) {
    lab_tree.nodes = lab_search_reserve((size_t)lab_search.max_steps * sizeof *lab_tree.nodes);
    lab_tree.sets =
        lab_search_reserve((size_t)lab_search.max_steps * LAB_NODE_SETS * LAB_X_WORDS * sizeof *lab_tree.sets);
  }
  lab_checkpoint_drop_all();
  lab_tree.top = 0;
  lab_tree.forced = UINT32_MAX;
  lab_search.replay_end = 0;
}

void lab_tree_begin(void) {}

bool lab_tree_is_forced(uint32_t depth) { return depth == lab_tree.forced; }

struct lab_node *lab_tree_push(const uint64_t *enabled) {
  uint32_t depth = lab_exec.depth, words = lab_search.words;
  struct lab_node *node = &lab_tree.nodes[depth];
  *node = (struct lab_node){.glued = lab_search.glued};
  uint64_t *sets = lab_tree_set(depth, LAB_ENABLED);
  for (uint32_t w = 0; w < words; w++) {
    sets[w] = enabled ? enabled[w] : 0;
    sets[words + w] = sets[2 * words + w] = sets[3 * words + w] = 0;
  }
  lab_tree.top = depth + 1;
  return node;
}

unsigned lab_tree_pick(unsigned n) {
  uint32_t depth = lab_exec.depth;
  if (lab_tree_is_forced(depth)) {
    lab_tree.forced = UINT32_MAX;
    return lab_tree.forced_choice;
  }
  struct lab_node *node = lab_tree_push(NULL);
  node->choice = true;
  node->n = (uint16_t)n;
  node->cost = depth ? lab_tree.nodes[depth - 1].cost : 0;
  return 0;
}

/* The next thing to try at a node, LAB_X_NOBODY if there is none. */
static unsigned untried(uint32_t depth) {
  struct lab_node *node = &lab_tree.nodes[depth];
  if (node->choice)
    return node->value + 1u < node->n ? ++node->value : LAB_X_NOBODY;
  const uint64_t *todo = lab_tree_set(depth, LAB_TODO);
  const uint64_t *done = lab_tree_set(depth, LAB_DONE), *asleep = lab_tree_set(depth, LAB_ASLEEP);
  for (uint32_t w = 0; w < lab_search.words; w++) {
    uint64_t rest = todo[w] & ~done[w] & ~asleep[w];
    if (rest)
      return w * 64 + (unsigned)__builtin_ctzll(rest);
  }
  return LAB_X_NOBODY;
}

bool lab_tree_next(void) {
  while (lab_tree.top > 0) {
    uint32_t depth = lab_tree.top - 1;
    unsigned next = untried(depth);
    if (next != LAB_X_NOBODY) {
      if (!lab_tree.nodes[depth].choice)
        lab_set_add(lab_tree_set(depth, LAB_DONE), next);
      lab_tree.forced = depth;
      lab_tree.forced_choice = (uint16_t)next;
      lab_search.replay_end = depth;
      return true;
    }
    lab_tree.top = depth;
  }
  return false;
}
