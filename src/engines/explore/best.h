/* SPDX-License-Identifier: MIT */
/* The failing schedule that is the easiest to follow. */
#ifndef LAB_EXPLORE_BEST_H
#define LAB_EXPLORE_BEST_H

#include "engines/explore/outcome.h"

#define LAB_UNBOUNDED UINT32_MAX

/* The shortest failing schedule so far: lowest bound, then fewest switches, then fewest steps. */
struct lab_best {
  bool found;
  uint16_t *path;
  struct lab_step *steps;
  uint32_t depth, switches;
  uint32_t bound; /* of the bounded search that found it, LAB_UNBOUNDED: it was another */
  struct lab_ending_count ending;
};

/* Keeps the current execution, which fails, if it is shorter than the best so far; true if so. */
bool lab_best_consider(struct lab_best *best);

#endif
