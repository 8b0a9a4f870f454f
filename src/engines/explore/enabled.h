/* SPDX-License-Identifier: MIT */
/* Which entities can take their next step. */
#ifndef LAB_EXPLORE_ENABLED_H
#define LAB_EXPLORE_ENABLED_H

#include "engines/explore/engine.h"

/*
 * Fills the set of enabled entities.  Returns one that commutes with everything and should go at once, or
 * LAB_X_NOBODY.
 */
unsigned lab_enabled_collect(uint64_t *enabled);

/* Would a trylock or compare-exchange with this operation fail now? */
bool lab_enabled_would_fail(const struct lab_op *op);

#endif
