/* SPDX-License-Identifier: MIT */
/*
 * What happens before what, by the rules of C11 (5.1.2.4, 7.17.3, 7.17.4): the order that a data race lacks.
 *
 * A vector clock per step: for each actor, how many of its accesses and calls happened before (struct lab_step, hooks).
 * Kept by depth, so that going back in the search needs no undoing.  It depends on what is read from where and on who
 * locks after whom, not on the order in which independent steps come, so one execution of a class stands for all.
 *
 *   synchronizes   a release store or read-modify-write, its release sequence, and the acquiring read of it; fences, as
 *                  far as an atomic access carries them; unlock and the next lock; the arrivals and departures of a
 *                  barrier; post and wait; create and start; end and join
 *   does not       signal and wake-up of a condition variable (its mutex does), volatile and plain accesses, time
 *
 * A buffered store (x86-TSO) stands where the actor stored, not where it was drained.
 */
#ifndef LAB_EXPLORE_HAPPENS_H
#define LAB_EXPLORE_HAPPENS_H

#include "engines/explore/engine.h"

void lab_happens_open(void);

/* Works out the clock of the step at this depth, which has been chosen and not performed; those before it are known. */
void lab_happens_note(uint32_t depth);

/* The clock of a step that has been noted, by actor; that of its own actor may be the one before. */
const uint32_t *lab_happens_row(uint32_t depth);

#endif
