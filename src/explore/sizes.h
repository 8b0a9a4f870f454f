/* SPDX-License-Identifier: MIT */
/*
 * At which sizes a variant is searched: actors, operations of each, memory model.
 *
 * From the smallest up, until one fails or the time is over: a broken variant so gets its shortest story, a fixed one
 * the largest proof that the time allows.
 *
 *   2 x 1, 2 x 2, then both on x86's store buffers, then 3 x 1 where a bug is declared that has not shown
 *
 * or 3 x 1, 3 x 2, ... for a variant of three actors.  Tasks have no buffers of their own and few places to switch:
 * 2 x 20 for a bug that has not shown.  Where none is declared, a size that was not searched to its end ends the larger
 * ones too.
 */
#ifndef LAB_EXPLORE_SIZES_H
#define LAB_EXPLORE_SIZES_H

#include "plan/catalog.h"
#include "stats/exploration.h"

/* What is said; zero or NULL: nothing. */
struct lab_explore_scope {
  unsigned threads;       /* actors */
  unsigned long ops;      /* operations of each actor, in all sizes */
  unsigned long ops_most; /* operations of each actor in real runs: no more, and as many if that is few enough */
  const char *memory;     /* "sc" or "tso" */
  bool buffers;           /* x86's store buffers too where no bug is declared */
};

struct lab_explore_sizes {
  struct lab_explored_size all[LAB_EXPLORED_SIZES];
  unsigned n, at;
  bool bug; /* one is declared */
};

/* info: of a variant; NULL: a program, which has one size, with 0 actors. */
void lab_explore_sizes_choose(struct lab_explore_sizes *sizes, const struct lab_info *info,
                              const struct lab_explore_scope *scope);

/* The size to be searched now, and how many of the seconds that are left it is given; NULL: that was the last. */
const struct lab_explored_size *lab_explore_sizes_now(struct lab_explore_sizes *sizes, double left, double *seconds);

/* It was searched, to its end or not, and nothing failed. */
void lab_explore_sizes_searched(struct lab_explore_sizes *sizes, bool exhausted);

#endif
