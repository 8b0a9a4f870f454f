/* SPDX-License-Identifier: MIT */
#include "engines/explore/best.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <stdlib.h>
#include <string.h>

static uint32_t count_switches(uint32_t depth) {
  uint32_t switches = 0;
  for (uint32_t d = 1; d < depth; d++)
    switches += lab_search.steps[d].entity != lab_search.steps[d - 1].entity;
  return switches;
}

static bool is_shorter(const struct lab_best *best, uint32_t bound, uint32_t switches) {
  if (bound != best->bound)
    return bound < best->bound;
  return switches < best->switches || (switches == best->switches && lab_exec.depth < best->depth);
}

bool lab_best_consider(struct lab_best *best) {
  if (best->found && (lab_search.strategy == &lab_strategy_dfs || lab_search.strategy == &lab_strategy_dpor))
    return false; /* these find them in no order that helps; bounded search comes before or after */
  uint32_t bound = lab_search.strategy == &lab_strategy_bound ? lab_search.bound : LAB_UNBOUNDED;
  uint32_t depth = lab_exec.depth, switches = count_switches(depth);
  if (best->found && !is_shorter(best, bound, switches))
    return false;
  free(best->path);
  free(best->steps);
  best->path = malloc((depth + 1u) * sizeof *best->path);
  best->steps = malloc((depth + 1u) * sizeof *best->steps);
  best->found = best->path && best->steps;
  if (!best->found)
    return false;
  memcpy(best->path, lab_search.path, depth * sizeof *best->path);
  memcpy(best->steps, lab_search.steps, depth * sizeof *best->steps);
  best->depth = depth;
  best->switches = switches;
  best->bound = bound;
  best->ending.ending = lab_ending_now;
  memcpy(best->ending.text, lab_failure.text, sizeof best->ending.text);
  best->ending.pc = lab_failure.pc;
  best->ending.address = lab_failure.address;
  best->ending.actor = lab_failure.actor;
  return true;
}
