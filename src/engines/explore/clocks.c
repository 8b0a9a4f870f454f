/* SPDX-License-Identifier: MIT */
#include "engines/explore/clocks.h"
#include "engines/explore/search.h"
#include <string.h>

LAB_ENGINE struct lab_clocks lab_clocks = {.stride = 8};

void lab_clocks_open(void) {
  size_t most = ((size_t)lab_search.max_steps + 1) * 2 * LAB_X_ACTORS * sizeof(uint32_t);
  lab_clocks.rows = lab_search_reserve(most);
  lab_clocks.scratch = lab_search_reserve(((size_t)lab_search.max_steps + 1) * sizeof *lab_clocks.scratch);
}

void lab_clocks_widen(unsigned entities) {
  if (entities <= lab_clocks.stride)
    return;
  while (lab_clocks.stride < entities)
    lab_clocks.stride *= 2;
  lab_search.abandon = true;
}

void lab_clocks_prior(uint32_t *row, const struct lab_step *step) {
  if (step->prev >= 0)
    memcpy(row, lab_clocks_row((uint32_t)step->prev), lab_clocks.stride * sizeof *row);
  else
    memset(row, 0, lab_clocks.stride * sizeof *row);
  if (step->cause >= 0)
    lab_clocks_join(row, lab_clocks_row((uint32_t)step->cause));
  if (step->cause2 >= 0)
    lab_clocks_join(row, lab_clocks_row((uint32_t)step->cause2));
}
