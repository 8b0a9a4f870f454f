/* SPDX-License-Identifier: MIT */
/*
 * Reading the records of a file of lines.  Internal to src/merge.
 */
#ifndef LAB_MERGE_PART_H
#define LAB_MERGE_PART_H

#include "merge/merge.h"
#include "merge/reader.h"

/* Each fills its target, zeroed before, from the part of a line; what it owns is freed with the part. */
void lab_read_header(const struct lab_reader *reader, const json_t *json, struct lab_part *part);
void lab_read_summary(const struct lab_reader *reader, const json_t *json, struct lab_part *part);
void lab_read_job(const struct lab_reader *reader, const json_t *json, struct lab_info *info,
                  struct lab_record *record);
/* The caller frees it with lab_exploration_free; NULL without memory. */
struct lab_exploration *lab_read_exploration(const struct lab_reader *reader, const json_t *json);
void lab_read_finding(const struct lab_reader *reader, const json_t *json, struct lab_record *record);
void lab_read_incident(const struct lab_reader *reader, const json_t *json, struct lab_record *record);

#endif
