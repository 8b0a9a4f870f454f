/* SPDX-License-Identifier: MIT */
/*
 * What table, JSON and CSV of a comparison of detectors share.
 */
#ifndef LAB_REPORT_COMPARE_H
#define LAB_REPORT_COMPARE_H

#include "report/table.h"
#include "stats/detection.h"

/* Time of an operation on this engine over that on native; 0 where one of them is not known. */
double lab_compare_factor(const struct lab_line *line, enum lab_engine engine);

/* Why it did not run; "" where it did. */
const char *lab_compare_refusal(const struct lab_record *record);

#endif
