/* SPDX-License-Identifier: MIT */
/*
 * Internal to src/labkit and src/host: what the host tells the functions that timed labs call.
 */
#ifndef LAB_LABKIT_LABKIT_H
#define LAB_LABKIT_LABKIT_H

#include "supervise/channel.h"
#include <stdbool.h>

/* Before any lab code: where lanes are recorded, and how long a unit is. */
void lab_kit_start(struct lab_timing *timing, unsigned unit_us);

/* An iteration begins: the lanes are empty, and its clock is at 0.  Returns CLOCK_MONOTONIC in ns. */
uint64_t lab_kit_begin(void);

/* The work is done; spans still under way in threads that were left behind go on.  Returns the duration in ns. */
uint64_t lab_kit_end(void);

/* Nothing is recorded any more until the next begins. */
void lab_kit_seal(void);

uint64_t lab_kit_now_ns(void);

#endif
