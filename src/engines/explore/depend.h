/* SPDX-License-Identifier: MIT */
/*
 * Which steps commute.
 *
 * For an earlier step e and a later step p of another entity:
 *   COMMUTE  their order does not matter
 *   ORDER    it matters, but p was not enabled before e (a lock and the unlock that let it go): not reversible
 *   RACE     it matters, and p could have come first
 */
#ifndef LAB_EXPLORE_DEPEND_H
#define LAB_EXPLORE_DEPEND_H

#include "engines/explore/engine.h"

enum lab_relation { LAB_COMMUTE, LAB_ORDER, LAB_RACE };

enum lab_relation lab_depend(const struct lab_step *e, const struct lab_step *p);

#endif
