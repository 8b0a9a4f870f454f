/* SPDX-License-Identifier: MIT */
/*
 * Checkpoints: copies of a whole execution, taken on the way down, so that a search that goes back to a depth need
 * not run from the start again.  Purely a matter of speed: without them everything comes out the same.
 *
 * A checkpoint is taken while an actor decides; the search's own stack does the copying, since the copy includes the
 * stack of the actor.  Going back restores the bytes and continues in the middle of that decision.
 */
#ifndef LAB_EXPLORE_CHECKPOINT_H
#define LAB_EXPLORE_CHECKPOINT_H

#include "engines/explore/engine.h"

/* Should one be taken here?  Only where the search has just gone back to: what lies below it is yet to be explored. */
bool lab_checkpoint_due(uint32_t depth);

/* Copies the current execution; all actors are switched out. */
void lab_checkpoint_take(void);

/* Puts back the deepest one at or above this depth.  False: there is none, start over. */
bool lab_checkpoint_restore(uint32_t depth);

/* The path before them changes: none stands. */
void lab_checkpoint_drop_all(void);

#endif
