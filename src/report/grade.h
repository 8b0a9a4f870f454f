/* SPDX-License-Identifier: MIT */
/*
 * Renderers of graded submissions; as those of runs, they count and decide nothing.  Results are "lab-grade-1" objects
 * (src/report/schema/lab-grade-1.schema.json).
 */
#ifndef LAB_REPORT_GRADE_H
#define LAB_REPORT_GRADE_H

#include "report/report.h"
#include <jansson.h>

/* What was graded. */
struct lab_grades {
  const char *command; /* as it was given */
  const char *lab;
  const json_t *results; /* array of results */
  const json_t *summary; /* see lab_grades_summary() in grade/tally.h */
  time_t started;
  size_t all;               /* submissions; more than results where it was interrupted */
  const char *interruption; /* name of the signal, or NULL */
};

typedef void lab_grades_renderer(const struct lab_grades *grades, const struct lab_style *style, FILE *out);
lab_grades_renderer lab_grades_table, lab_grades_json, lab_grades_csv, lab_grades_junit, lab_grades_gradescope,
    lab_grades_classroom;

/* A member that is a string; "" where it is missing. */
const char *lab_grade_word(const json_t *object, const char *key);
double lab_grade_number(const json_t *object, const char *key);

/* What speaks against it: the reason, the interleaving step by step or the two lines of the race, the compiler's
 * messages. */
void lab_grade_evidence(const json_t *result, const struct lab_style *style, FILE *out);
/* The same, plain, 80 columns; the caller frees.  NULL for lack of memory. */
char *lab_grade_evidence_text(const json_t *result);

#endif
