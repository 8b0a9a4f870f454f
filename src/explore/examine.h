/* SPDX-License-Identifier: MIT */
/*
 * What `lab run` and `lab check` ask the explorer: one variant at growing sizes (sizes.h), from the smallest up, until
 * one fails or the time is over; of the size that failed, how many interleavings there are and how many fail.
 *
 * The caller starts the host and hands over what it wrote; nothing here waits.
 */
#ifndef LAB_EXPLORE_EXAMINE_H
#define LAB_EXPLORE_EXAMINE_H

#include "explore/sizes.h"
#include "plan/plan.h"
#include <limits.h>

struct lab_examination {
  const struct lab_info *info;
  struct lab_exploration *found;
  struct lab_explore_sizes sizes;
  double seconds; /* left */
  bool counting;  /* the size that failed is searched once more, interleaving by interleaving */
  bool over;      /* it has been */
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
