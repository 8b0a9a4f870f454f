/* SPDX-License-Identifier: MIT */
/*
 * At which sizes `lab explore` searches: actors, operations of each, memory model.
 *
 * One operation each shows a bug best; some bugs need a second one, x86's store buffers, or a third actor.  What the
 * command line says stays as said; of the rest the sizes grow until one fails.
 */
#ifndef LAB_CLI_EXPLORE_SIZES_H
#define LAB_CLI_EXPLORE_SIZES_H

#include "cli/options.h"
#include "explore/run.h"

#define LAB_EXPLORE_SIZES 5
#define LAB_EXPLORE_TOKEN_MAX 65536

struct lab_explore_size {
  unsigned threads; /* 0: the variant's own */
  unsigned long ops;
  const char *memory;
};

struct lab_explore_sizes {
  struct lab_explore_size all[LAB_EXPLORE_SIZES];
  unsigned n, at;
  double end; /* CLOCK_MONOTONIC, seconds: when the time is over; 0: not yet begun */
  json_t *before;
};

/* info: of a variant; NULL: a program, which has no sizes but memory models. */
void lab_explore_sizes_begin(struct lab_explore_sizes *sizes, const struct lab_options *options,
                             const struct lab_info *info);

/*
 * Sets the next size in the request, and the seconds that are left; last is the result of the one before, NULL at
 * first.  False where that one failed, could not be explored, or was the last.
 */
bool lab_explore_sizes_next(struct lab_explore_sizes *sizes, struct lab_explore_request *request, const json_t *last);

/* Notes in the last result what was searched before it ("before"). */
void lab_explore_sizes_note(struct lab_explore_sizes *sizes, json_t *result);

/* Sets request->identity (9 bytes of the caller): of the sources, the size and the compiler's flags. */
bool lab_explore_sizes_identify(struct lab_explore_request *request, char *const *sources, size_t n_sources,
                                const struct lab_options *options, struct lab_error *error);

/* Sets the size that request->schedule was printed for, if it is one of the usual; else what the options say. */
bool lab_explore_sizes_of_schedule(struct lab_explore_request *request, char *const *sources, size_t n_sources,
                                   const struct lab_options *options, struct lab_error *error);

#endif
