/* SPDX-License-Identifier: MIT */
/*
 * Numbers in columns, where a unit or a digit more has no room; everything else is as in stats/format.h.  Each
 * function writes at most LAB_NUMBER bytes to `to` and returns it.
 */
#ifndef LAB_REPORT_NUMBER_H
#define LAB_REPORT_NUMBER_H

#include "report/report.h"
#include "stats/format.h"

#define LAB_NUMBER 40

/* Exact up to 999,999; above, three digits and a unit: "1.23 M". */
const char *lab_number_short(char *to, uint64_t n);

/* As lab_format_percent, but with two digits of what is below 0.01 %: rare races are what long runs are for. */
const char *lab_number_percent(char *to, double share);

/* "48.7-49.3 %", with the dash of the style. */
const char *lab_number_interval(char *to, struct lab_interval interval, const struct lab_style *style);

/* "thread", "processes": what the actors of a variant are; "actors" where there are several kinds (LAB_KINDS). */
const char *lab_number_actors(int kind, unsigned n);
#define LAB_KINDS -1

/* Three digits, without a unit: "1.32", "26.1", "1,234". */
const char *lab_number_three(char *to, double value);

#endif
