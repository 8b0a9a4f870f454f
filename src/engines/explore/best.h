/* SPDX-License-Identifier: MIT */
/* The failing schedule that is the easiest to follow. */
#ifndef LAB_EXPLORE_BEST_H
#define LAB_EXPLORE_BEST_H

#include "engines/explore/outcome.h"

/* The shortest failing schedule so far: fewest switches, then fewest steps. */
struct lab_best {
  bool found;
  uint16_t *path;
  struct lab_step *steps;
  uint32_t depth, switches;
  bool bounded; /* found by bounded search, where those with fewer preemptions come first */
  struct lab_ending_count ending;
};

/* Keeps the current execution, which fails, if it does so in fewer switches than the best so far; true if so. */
bool lab_best_consider(struct lab_best *best);

#endif
