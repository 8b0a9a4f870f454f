/* SPDX-License-Identifier: MIT */
/*
 * Runs the jobs of the plan whose engine searches instead of iterating: one process per search, as many at a time as
 * there are CPUs, while nothing is measured.
 */
#ifndef LAB_SUPERVISE_SEARCH_H
#define LAB_SUPERVISE_SEARCH_H

#include "supervise/turn.h"

/* Seconds that one of these jobs gets by default: in a run so many, unless that would be more in all; in a check. */
#define LAB_SEARCH_SECONDS 1.0
#define LAB_SEARCH_SECONDS_ALL 3.0
#define LAB_SEARCH_SECONDS_CHECK 1.0

/* Fills the records of these jobs.  An interruption ends the searches; what they have found by then is kept. */
void lab_search_all(struct lab_supervisor *supervisor);

#endif
