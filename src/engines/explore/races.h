/* SPDX-License-Identifier: MIT */
/*
 * Data races: two accesses to the same bytes by different actors, one of them a write, one of them not atomic, that
 * nothing but their own order puts in order.  Noted by dpor, which compares every step with those before it.
 */
#ifndef LAB_EXPLORE_RACES_H
#define LAB_EXPLORE_RACES_H

#include "engines/explore/engine.h"

#define LAB_X_RACES 64u

struct lab_race {
  struct {
    uintptr_t pc;
    uint8_t kind, flags;
    uint16_t actor;
  } sides[2];
  uintptr_t address;
  uint32_t length;
  uint64_t count; /* pairs of steps, over all executions */
};

struct lab_races {
  struct lab_race all[LAB_X_RACES];
  uint32_t n;
  uint64_t dropped;
};
extern struct lab_races lab_races;

void lab_races_clear(void);

/* Notes e and p, which race, if that is a data race. */
void lab_races_note(const struct lab_step *e, const struct lab_step *p);

#endif
