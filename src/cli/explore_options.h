/* SPDX-License-Identifier: MIT */
/* The options that only `lab explore` has. */
#ifndef LAB_CLI_EXPLORE_OPTIONS_H
#define LAB_CLI_EXPLORE_OPTIONS_H

#include "plan/catalog.h"
#include <stdbool.h>

struct lab_explore_options {
  char strategy[32];     /* --strategy, or --bound as bound:K; "": not said */
  const char *memory;    /* "sc" or "tso"; NULL: not said */
  const char *schedule;  /* a token; NULL: not said */
  const char *args;      /* words for main, separated by blanks; NULL: not said */
  uint64_t executions;   /* of one search at most; 0: not said */
  unsigned steps;        /* of one execution at most; 0: not said */
  bool count, step, gdb; /* switches */
};

/* One of them with its value; false with error set where the value is not one that it can have. */
bool lab_explore_option(struct lab_explore_options *options, int key, const char *value, struct lab_error *error);

/* Words of strategies, for the completion; ended by NULL. */
extern const char *const lab_explore_strategies[];

/* Memory models, ended by NULL. */
extern const char *const lab_explore_memories[];

#endif
