/* SPDX-License-Identifier: MIT */
/*
 * Which iterations of a job are still to be done: a short list of ranges, since each incident takes one out of the
 * middle.
 */
#ifndef LAB_SUPERVISE_WORK_H
#define LAB_SUPERVISE_WORK_H

#include "supervise/supervise.h"

struct lab_range {
  uint64_t first, end; /* first to end - 1 */
};

/* Every incident splits at most one range in two; there is at most one more incident than restarts. */
#define LAB_WORK_RANGES (LAB_RESTARTS_MAX + 4)
struct lab_work {
  struct lab_range ranges[LAB_WORK_RANGES]; /* ascending, none empty */
  unsigned n;
};

/* So many iterations from this one on; 0 of them means without end. */
void lab_work_begin(struct lab_work *work, uint64_t first, uint64_t iterations);

/* The next range, at most this long; empty where all is done.  It stays in the list. */
struct lab_range lab_work_next(const struct lab_work *work, uint64_t at_most);

/* Takes first to end - 1 out of the list, wherever they are in it. */
void lab_work_remove(struct lab_work *work, uint64_t first, uint64_t end);

#endif
