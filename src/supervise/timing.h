/* SPDX-License-Identifier: MIT */
/*
 * The durations and lanes of one slice of a timed variant, taken out of memory that lab code may write over.
 */
#ifndef LAB_SUPERVISE_TIMING_H
#define LAB_SUPERVISE_TIMING_H

#include "stats/timing.h"

/*
 * Adds to the record what the last slice left; nothing where the record is of no timed variant.  Of the lanes those of
 * the iteration that is nearest to the median so far are kept.
 */
void lab_timing_take(struct lab_record *record, const struct lab_channel *channel);

#endif
