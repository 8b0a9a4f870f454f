/* SPDX-License-Identifier: MIT */
/*
 * A run that is divided among machines: shard I of N does the I-th part of every job's iterations, with the indices
 * that they have in the whole, so that the parts together are one run (`lab merge`).
 */
#ifndef LAB_PLAN_SHARD_H
#define LAB_PLAN_SHARD_H

#include <stdbool.h>
#include <stdint.h>

struct lab_error;
struct lab_plan;

#define LAB_SHARDS_MAX 10000

struct lab_shard {
  unsigned index; /* 1 to total */
  unsigned total; /* 0: not divided */
};

/* The runner that said which shard this is, if one did. */
struct lab_shard_source {
  const char *index;  /* name of the environment variable, or NULL */
  const char *status; /* file that is to be touched, so that the runner knows that shards are understood; or NULL */
};

/*
 * Reads the value of --shard: "I/N" (1-based), "auto" (both from the environment) or "auto/N" (the index from the
 * environment).  Nothing but "auto" looks at the environment: a run that is divided because of a variable that
 * somebody else has set would silently leave work undone.  Where "auto" finds nothing, the run is not divided.
 */
bool lab_shard_parse(const char *text, struct lab_shard *shard, struct lab_shard_source *source,
                     struct lab_error *error);

/* Of n iterations, those before this shard's: its first is lab_shard_cut(n, shard, 0), its end lab_shard_cut(n, shard,
 * 1). */
uint64_t lab_shard_cut(uint64_t n, const struct lab_shard *shard, unsigned after);

/*
 * Leaves of a plan what is this shard's: of every job its range of iterations; jobs of engines that do not count
 * iterations go to one shard each, in turn.  Jobs without anything to do are left out.  Fails where a job has no number
 * of iterations that could be divided.
 */
bool lab_shard_plan(struct lab_plan *plan, const struct lab_shard *shard, struct lab_error *error);

#endif
