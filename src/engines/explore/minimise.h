/* SPDX-License-Identifier: MIT */
/*
 * Making a failing schedule easier to follow, whatever strategy found it and however many preemptions it has.
 *
 * A schedule is a list of pieces: who runs, for how many steps.  A piece is left out, or joined to another of the same
 * actor earlier or later on; what still fails in fewer switches, or as many and fewer steps, is the next to be tried,
 * until nothing helps any more.  So the result is a local minimum: no such change of it fails with fewer.  Whether any
 * schedule does is for bounded search to say (campaign.c).
 */
#ifndef LAB_EXPLORE_MINIMISE_H
#define LAB_EXPLORE_MINIMISE_H

#include "engines/explore/engine.h"

/* A schedule that fails. */
struct lab_minimised {
  const uint16_t *path;
  const struct lab_step *steps;
  uint32_t depth;
};

/*
 * Starts from schedule().  attempt() is to run one execution with lab_strategy_pieces and return true if it fails
 * likewise and is better; schedule() then gives the new one.  Stops after `trials`, or when attempt() says so by
 * setting *stop.
 */
void lab_minimise(struct lab_minimised (*schedule)(void), bool (*attempt)(bool *stop), uint32_t trials);

#endif
