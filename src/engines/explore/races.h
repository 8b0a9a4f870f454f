/* SPDX-License-Identifier: MIT */
/*
 * Data races: two accesses to the same bytes by different actors, one of them a write, one of them not atomic, neither
 * of which happens before the other (happens.h) in an execution that was explored.
 */
#ifndef LAB_EXPLORE_RACES_H
#define LAB_EXPLORE_RACES_H

#include "engines/explore/engine.h"

#define LAB_X_RACES 256u

struct lab_race {
  struct {
    uintptr_t pc;
    uint8_t kind, flags;
    uint16_t actor;
  } sides[2];
  uintptr_t address;
  uint32_t length;
};

struct lab_races {
  struct lab_race all[LAB_X_RACES];
  uint32_t n;
  uint64_t dropped;
};
extern struct lab_races lab_races;

void lab_races_open(void);
void lab_races_clear(void);

/* Notes what races with the step at this depth, which has been chosen and not performed.  Once for each, in order. */
void lab_races_note(uint32_t depth);

#endif
