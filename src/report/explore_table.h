/* SPDX-License-Identifier: MIT */
#ifndef LAB_REPORT_EXPLORE_TABLE_H
#define LAB_REPORT_EXPLORE_TABLE_H

#include "report/report.h"
#include <jansson.h>

/* An enriched result (explore/enrich.h) as text, at most style->width columns wide. */
void lab_explore_table(const json_t *result, const struct lab_style *style, FILE *out);

/* What was shown or proved, in a sentence, and the next command to try. */
void lab_explore_verdict(const json_t *result, const struct lab_style *style, FILE *out);

#endif
