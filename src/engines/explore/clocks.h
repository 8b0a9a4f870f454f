/* SPDX-License-Identifier: MIT */
/*
 * Vector clocks of dependence, for dpor, one per step: how many steps of each entity came before it and could not have
 * come after (the step itself included).  Not the order by which data races are judged: that is happens.h.
 * Kept by depth, so that going back in the search needs no undoing.
 */
#ifndef LAB_EXPLORE_CLOCKS_H
#define LAB_EXPLORE_CLOCKS_H

#include "engines/explore/engine.h"

/* Makes room for this many entities; may set lab_search.abandon, since rows change their place. */
void lab_clocks_widen(unsigned entities);
void lab_clocks_open(void);

struct lab_clocks {
  uint32_t *rows;
  uint32_t stride;
  uint32_t *scratch; /* one word per step */
};
extern struct lab_clocks lab_clocks;

static inline uint32_t *lab_clocks_row(uint32_t depth) { return lab_clocks.rows + (size_t)depth * lab_clocks.stride; }

static inline void lab_clocks_join(uint32_t *into, const uint32_t *from) {
  for (uint32_t e = 0; e < lab_clocks.stride; e++)
    into[e] = into[e] > from[e] ? into[e] : from[e];
}

/* The clock of this step before it is compared with others: its entity's previous step, and what it waited for. */
void lab_clocks_prior(uint32_t *row, const struct lab_step *step);

#endif
