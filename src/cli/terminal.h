/* SPDX-License-Identifier: MIT */
/*
 * What the terminal can do, and the line of progress on it.
 */
#ifndef LAB_CLI_TERMINAL_H
#define LAB_CLI_TERMINAL_H

#include "cli/options.h"
#include "report/report.h"

#define LAB_COLUMNS_DEFAULT 80 /* where there is no terminal to ask and COLUMNS is not set */

/* For standard output.  --color always wins over NO_COLOR (no-color.org), which wins over the terminal. */
struct lab_style lab_style_of(const struct lab_options *options);

/* Columns of standard output. */
int lab_terminal_columns(void);

/* True where standard output is a terminal. */
bool lab_terminal_out(void);

/* One erasable line on stderr, if that is a terminal; lab_progress_update suits struct lab_progress. */
struct lab_progress_line {
  bool shown, wanted;
  double last; /* time of the last update, seconds */
};
void lab_progress_start(struct lab_progress_line *line, bool quiet);
void lab_progress_update(void *line, double done, const char *text);
void lab_progress_end(struct lab_progress_line *line);

#endif
