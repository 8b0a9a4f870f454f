/* SPDX-License-Identifier: MIT */
/*
 * What `lab run` and `lab check` ask the explorer: one variant at growing sizes, from the smallest up, until one fails
 * or the time is over.  A broken variant so gets its shortest story, a fixed one the largest proof that the time
 * allows.
 *
 *   2 x 1, 2 x 2, then both on x86's store buffers, then 3 x 1 where a bug is declared that has not shown
 *
 * or 3 x 1, 3 x 2, ... for a variant of three actors.  Tasks have no buffers of their own and few places to switch:
 * 2 x 20 for a bug that has not shown.  Where none is declared, a size that was not searched to its end ends the larger
 * ones too.
 *
 * The caller starts the host and hands over what it wrote; nothing here waits.
 */
#ifndef LAB_EXPLORE_EXAMINE_H
#define LAB_EXPLORE_EXAMINE_H

#include "plan/plan.h"
#include "stats/exploration.h"
#include <limits.h>

struct lab_examination {
  const struct lab_info *info;
  struct lab_exploration *found;
  struct lab_explored_size plan[LAB_EXPLORED_SIZES]; /* what is to be searched */
  unsigned n_plan, at;
  double seconds; /* left */
  bool counting;  /* the size that failed is searched once more, interleaving by interleaving */
  bool threads_said;
  char host[PATH_MAX], identity[9];
  char refused[160]; /* why it is not explored; "" while it is */
  bool unsuited;     /* refused for what it is: nothing is missing here */
};

/* Prepares the examination of a job for so many seconds in all.  False where it cannot be explored: see refused. */
bool lab_examination_begin(struct lab_examination *examination, const struct lab_job *job,
                           const struct lab_request *request, double seconds);

/*
 * The host's next command line, ended by NULL, in static storage until the next call; *seconds is what it was given,
 * after which it may take a moment to write its result.  NULL: there is nothing more to be done.
 */
char **lab_examination_next(struct lab_examination *examination, double *seconds);

/* Takes what the host wrote, size bytes of JSON, after it ran for so many seconds. */
void lab_examination_take(struct lab_examination *examination, const char *text, size_t size, double seconds);

#endif
