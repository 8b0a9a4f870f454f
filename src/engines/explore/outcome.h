/* SPDX-License-Identifier: MIT */
/* What executions ended in, and how many in each. */
#ifndef LAB_EXPLORE_OUTCOME_H
#define LAB_EXPLORE_OUTCOME_H

#include "engines/explore/engine.h"
#include <lab/lab.h>

#define LAB_X_OUTCOMES 1024u

/* Everything that tells one outcome from another; compared as bytes. */
struct lab_ending {
  uint8_t end; /* enum lab_end */
  uint8_t bad; /* a failure, or an audit that is not clean */
  uint8_t observed, n_values, n_watched;
  int32_t exit_code;
  int32_t outcome; /* declared outcome, -1: none */
  uint32_t tally[LAB_TALLIES];
  int64_t values[LAB_OBSERVED_MAX];
  int64_t watched[LAB_WATCH_MAX]; /* at the end */
  uintptr_t where;                /* of a failure that has a place: its pc */
};

struct lab_ending_count {
  struct lab_ending ending;
  uint64_t executions; /* complete ones that ended so */
  uint16_t *path;      /* of the first */
  struct lab_step *steps;
  uint32_t depth;
  char text[200]; /* of a failure */
  uintptr_t pc, address;
  uint16_t actor;
};

struct lab_endings {
  struct lab_ending_count all[LAB_X_OUTCOMES];
  uint32_t n;
  uint64_t dropped; /* executions whose outcome found no room */
};
extern struct lab_endings lab_endings;

/* What the audit of the current execution found. */
extern struct lab_ending lab_ending_now;

void lab_endings_clear(void);

/* Counts lab_ending_now; returns its entry, NULL where there was no room. */
struct lab_ending_count *lab_endings_count(void);

/* "lost 2", "holds", "0, 1", "deadlock": at most size bytes. */
void lab_ending_label(const struct lab_ending *ending, char *text, size_t size);
const char *lab_end_name(enum lab_end end);

/* Did lab_failure say where and why? */
bool lab_end_has_place(enum lab_end end);

#endif
