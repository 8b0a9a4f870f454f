/* SPDX-License-Identifier: MIT */
/*
 * The lab's unit of time: what a second is to people, a few milliseconds are here, so that a run is over soon.
 * --unit MS sets it for a run.
 */
#ifndef LAB_UNIT_H
#define LAB_UNIT_H

#include <stdint.h>

/* Microseconds in a unit. */
unsigned lab_unit_us(void);

/* So many units in milliseconds, rounded up: what a timer of libuv takes. */
uint64_t lab_units_ms(unsigned units);

/* Sleeps for so many units.  Recorded as a wait in this thread's lane (lab/lane.h). */
void lab_sleep_units(unsigned units);

#endif
