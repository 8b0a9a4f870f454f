/* SPDX-License-Identifier: MIT */
/*
 * Timing diagrams of timed variants, on the terminal and as SVG: what both need.
 */
#ifndef LAB_REPORT_DIAGRAM_H
#define LAB_REPORT_DIAGRAM_H

#include "report/table.h"
#include "stats/timing.h"

/* True where all variants of the section are timed ones. */
bool lab_section_timed(const struct lab_section *section);

/* The lines in the order in which they are shown: ways, fixed, broken, exercises.  order has room for n_lines. */
void lab_section_order(const struct lab_section *section, size_t *order);

/* The lanes of the line, taken from the native run where there is one, or NULL where nothing was recorded. */
const struct lab_lanes *lab_line_lanes(const struct lab_line *line);

/* End of the common axis in ns: nothing that is drawn of the section lies behind it.  0: nothing is drawn. */
uint64_t lab_section_extent(const struct lab_section *section);

/* A round step (1, 2 or 5 times a power of ten) that divides an axis of this length into at most n parts. */
double lab_axis_step(double extent, int n);

/* Time in the unit that suits `like`, both in ns: "25", "1.5".  *unit becomes "ns", "us", "ms" or "s". */
double lab_axis_value(double ns, double like, const char **unit);

#endif
