/* SPDX-License-Identifier: MIT */
/*
 * How far a search is, as JSON objects on the stream of the result and before it, a few each second:
 * {"strategy", "executions", "failing", "done": 0..1, "left": seconds}.
 */
#ifndef LAB_EXPLORE_PROGRESS_H
#define LAB_EXPLORE_PROGRESS_H

#include "engines/explore/campaign.h"
#include <stdio.h>

/* From here on it is told to this stream; without a call nothing is. */
void lab_progress_open(FILE *out);

/*
 * Called after every execution; mostly does nothing.  since: when the phase began (CLOCK_MONOTONIC, seconds); seconds:
 * what it may take, 0: as long as it likes.  What is left of an exhaustive search is estimated from how many of the
 * alternatives known at each depth of the current path have been tried (Knuth, Estimating the efficiency of backtrack
 * programs, 1975); dpor learns of more on the way, so that this is a lower bound.
 */
void lab_progress_tell(const struct lab_phase *phase, double since, double seconds);

#endif
