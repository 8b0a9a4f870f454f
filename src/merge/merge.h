/* SPDX-License-Identifier: MIT */
/*
 * Puts the shards of a run together: JSON Lines (src/report/jsonl.c) -> records -> one run, summarized like any other.
 */
#ifndef LAB_MERGE_MERGE_H
#define LAB_MERGE_MERGE_H

#include "report/report.h"

/* A file of lines, read back.  Everything in it is owned by the part. */
struct lab_part {
  const char *path; /* for messages; owned by the caller */
  struct lab_run run;
  struct lab_info **infos; /* of the jobs, in their order */
  char *command, *interruption;
};

/*
 * Reads a file of schema "lab-lines/1"; "-" is standard input.  Returns false and sets error (2: no such file, or not
 * of that schema, or cut off; the message has file and line) with nothing to clear.
 */
bool lab_part_read(struct lab_part *part, const char *path, struct lab_error *error);
void lab_part_clear(struct lab_part *part);

/*
 * True where the parts are all shards of one run, each once, complete, and made with the same parameters by the same
 * version; else error (2) says which file differs in what.  A single part may be a whole run.  Sorts them by shard.
 */
bool lab_parts_check(struct lab_part *parts, size_t n, struct lab_error *error);

/*
 * Puts checked parts together into whole, which refers to strings of theirs and must be cleared (lab_run_clear) before
 * them.  Counts are added; rates, intervals and verdicts are made from the sums, as in one run.
 */
bool lab_parts_merge(const struct lab_part *parts, size_t n, struct lab_run *whole, struct lab_error *error);

#endif
