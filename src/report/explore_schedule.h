/* SPDX-License-Identifier: MIT */
#ifndef LAB_REPORT_EXPLORE_SCHEDULE_H
#define LAB_REPORT_EXPLORE_SCHEDULE_H

#include "report/report.h"
#include <jansson.h>

/* The schedule of an enriched result: what went wrong, a row per step, its source lines, its token. */
void lab_explore_schedule(const json_t *result, const struct lab_style *style, FILE *out);

#endif
