/* SPDX-License-Identifier: MIT */
/* Who waits for what when an execution ends, and the different deadlocks that were found. */
#ifndef LAB_EXPLORE_BLOCKED_H
#define LAB_EXPLORE_BLOCKED_H

#include "engines/explore/engine.h"

struct lab_blocked {
  uint16_t actor, holder; /* index; holder: actor + 1 of whoever has what this one wants, 0: nobody, or not known */
  uint8_t kind;           /* of the operation that it cannot perform: enum lab_op_kind */
  uintptr_t pc, address;
};

/* The actors that have not ended, in order; at most `room` of them. */
unsigned lab_blocked_collect(struct lab_blocked *all, unsigned room);

#define LAB_DEADLOCKS_MAX 64u
#define LAB_DEADLOCK_ACTORS 32u

/* Deadlocks differ when others are blocked, or elsewhere.  Those beyond the table are counted as dropped. */
struct lab_deadlocks {
  struct lab_deadlock {
    uint64_t executions;
    unsigned n;
    struct lab_blocked blocked[LAB_DEADLOCK_ACTORS];
  } all[LAB_DEADLOCKS_MAX];
  unsigned n;
  uint64_t dropped;
};
extern struct lab_deadlocks lab_deadlocks;

void lab_deadlocks_clear(void);

/* The current execution has ended in one. */
void lab_deadlocks_note(void);

#endif
