/* SPDX-License-Identifier: MIT */
/* The sizes (explore/sizes.h) that `lab explore` searches, one after the other, and the tokens that belong to them. */
#ifndef LAB_CLI_EXPLORE_SIZES_H
#define LAB_CLI_EXPLORE_SIZES_H

#include "cli/options.h"
#include "explore/run.h"
#include "explore/sizes.h"

#define LAB_EXPLORE_TOKEN_MAX 65536

struct lab_explore_walk {
  struct lab_explore_sizes sizes;
  bool threads_said, strategy_said;
  double end; /* CLOCK_MONOTONIC, seconds: when the time is over */
  json_t *before;
};

/* info: of a variant; NULL: a program.  For so many seconds, from now on. */
void lab_explore_walk_begin(struct lab_explore_walk *walk, const struct lab_options *options,
                            const struct lab_info *info, double seconds);

/*
 * Sets the next size in the request, and its seconds; last is the result of the one before, NULL at first.  False where
 * that one failed, could not be explored, or was the last.
 */
bool lab_explore_walk_next(struct lab_explore_walk *walk, struct lab_explore_request *request, const json_t *last);

/* Notes in the last result what was searched before it ("before"). */
void lab_explore_walk_note(struct lab_explore_walk *walk, json_t *result);

/* Sets request->identity (9 bytes of the caller): of the sources, the size and the compiler's flags. */
bool lab_explore_sizes_identify(struct lab_explore_request *request, char *const *sources, size_t n_sources,
                                const struct lab_options *options, struct lab_error *error);

/* Sets the size that request->schedule was printed for, if it is one of the usual; else what the options say. */
bool lab_explore_sizes_of_schedule(struct lab_explore_request *request, char *const *sources, size_t n_sources,
                                   const struct lab_options *options, struct lab_error *error);

#endif
