/* SPDX-License-Identifier: MIT */
/*
 * The parts that the JSON document (json.c) and its lines (jsonl.c) are made of.  Internal to src/report.
 *
 * Every function returns a new reference, NULL where memory ran out (json_object_set_new and the like pass that on).
 */
#ifndef LAB_REPORT_JSON_H
#define LAB_REPORT_JSON_H

#include "report/report.h"
#include <jansson.h>

/* -- Values. -- */
/* Cleaned (lab_text_clean), since jansson refuses what is no UTF-8; null for NULL. */
json_t *lab_json_text(const char *text);
json_t *lab_json_strings(char *const *texts, unsigned n);
json_t *lab_json_count(uint64_t n);
/* null where it is not finite: JSON has no infinities, and here they mean "unknown" as NaN does. */
json_t *lab_json_real(double value);
/* null where it is not above 0. */
json_t *lab_json_known(double value);
/* [low, high]. */
json_t *lab_json_interval(struct lab_interval interval);
/* "2026-11-20T22:00:00Z". */
json_t *lab_json_time(time_t time);

/* -- Parts of a run. -- */
json_t *lab_json_machine(const struct lab_machine *machine);
/* What was asked for and where: everything that is known before the first job. */
json_t *lab_json_header(const struct lab_run *run);
/* How it ended. */
json_t *lab_json_summary(const struct lab_run *run);
/* One variant on one engine.  Its findings and incidents are parts of their own, and their arrays empty. */
json_t *lab_json_job(const struct lab_job_result *job);
json_t *lab_json_finding(const struct lab_finding *finding);
json_t *lab_json_incident(const struct lab_incident_note *note);
/* What a search found; null for an engine that runs iterations. */
json_t *lab_json_exploration(const struct lab_record *record);

#endif
