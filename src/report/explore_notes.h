/* SPDX-License-Identifier: MIT */
#ifndef LAB_REPORT_EXPLORE_NOTES_H
#define LAB_REPORT_EXPLORE_NOTES_H

#include "report/explore_table.h"

/* What limits the worth of the result: what is not reset, not modelled, or not seen. */
void lab_explore_notes(const json_t *result, const struct lab_style *style, FILE *out);

#endif
