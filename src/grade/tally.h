/* SPDX-License-Identifier: MIT */
/*
 * What a class has done: the distribution of verdicts and points, and the commonest mistakes.
 */
#ifndef LAB_GRADE_TALLY_H
#define LAB_GRADE_TALLY_H

#include <jansson.h>

/*
 * Of an array of results: {"verdicts": {"PASS": 3, ...}, "mistakes": [{"mistake": "torn", "submissions": 4, "example":
 * reason}, ...] commonest first, "points": {"mean", "median", "least", "most"}, "seconds": sum}.  NULL for lack of
 * memory.
 */
json_t *lab_grades_summary(const json_t *results);

#endif
