/* SPDX-License-Identifier: MIT */
/*
 * The parts of the table, in the order in which they are printed, and what table and check share.
 */
#ifndef LAB_REPORT_TABLE_H
#define LAB_REPORT_TABLE_H

#include "report/draw.h"

/* One variant with its results on the engines; NULL where it was not to run there. */
struct lab_line {
  const struct lab_info *info;
  const struct lab_job_result *on[LAB_ENGINES];
};

/* The variants of one lab. */
struct lab_section {
  const struct lab_run *run;
  const char *lab;
  struct lab_line *lines;
  size_t n_lines;
  bool has[LAB_ENGINES]; /* engines that any variant was to run on */
};

/* Makes the section of the lab of job `first`; returns the index of the first job behind it.  Free with _clear. */
size_t lab_section_make(struct lab_section *section, const struct lab_run *run, size_t first);
void lab_section_clear(struct lab_section *section);

/* The result that loss and time are taken from: of the first engine that runs iterations, or else the one there is. */
const struct lab_job_result *lab_line_main(const struct lab_line *line);

/* True where none of the section's engines runs iterations: there is nothing to count. */
bool lab_section_searched(const struct lab_section *section);

/* The worst verdict of a line; what nothing is declared for counts only where that is all there is. */
enum lab_verdict lab_line_verdict(const struct lab_line *line);

/* The tally that comes first in all variants of the section that have one, or -1; *any: whether there is one at all. */
int lab_section_tally(const struct lab_section *section, bool *any);

/* Verdicts in a column: "ok", "NOT OK", ... */
const char *lab_verdict_mark(enum lab_verdict verdict);
enum lab_paint lab_verdict_paint(enum lab_verdict verdict);

void lab_table_rows(const struct lab_section *section, const struct lab_style *style, FILE *out);
/* For timed labs: rows, and the diagram of one run of each variant. */
void lab_table_timed(const struct lab_section *section, const struct lab_style *style, FILE *out);
void lab_table_diagram(const struct lab_section *section, const struct lab_style *style, FILE *out);
void lab_table_reasons(const struct lab_section *section, const struct lab_style *style, FILE *out);
void lab_table_outcomes(const struct lab_section *section, const struct lab_style *style, FILE *out);
void lab_table_explored(const struct lab_section *section, const struct lab_style *style, FILE *out);
/* In a column: "4 of 6" interleavings fail, "proved" (the smallest size at least), "not all", "-". */
void lab_explored_cell(char *text, size_t room, const struct lab_job_result *job);
void lab_table_findings(const struct lab_section *section, const struct lab_style *style, FILE *out);
void lab_table_incidents(const struct lab_section *section, const struct lab_style *style, FILE *out);
/* These return whether they wrote anything. */
bool lab_table_zeros(const struct lab_section *section, const struct lab_style *style, FILE *out);
/* Times by role, for labs whose actors differ. */
bool lab_table_roles(const struct lab_section *section, const struct lab_style *style, FILE *out);
bool lab_table_notes(const struct lab_section *section, const struct lab_style *style, FILE *out);
void lab_table_counts(const struct lab_section *section, const struct lab_style *style, FILE *out);
void lab_table_machine(const struct lab_run *run, const struct lab_style *style, FILE *out);
void lab_table_limits(const struct lab_run *run, const struct lab_style *style, FILE *out);

/* "PARTIAL: interrupted by SIGINT after 412 of 1,000 iterations", or nothing. */
void lab_draw_partial(const struct lab_run *run, const struct lab_style *style, FILE *out);

/* The verdict in a sentence, and the command to try next. */
void lab_draw_conclusion(const struct lab_run *run, const struct lab_style *style, FILE *out);

#endif
