/* SPDX-License-Identifier: MIT */
/*
 * What GitHub Actions shows of a run: annotations at the lines of a change, and a page for the job.
 */
#ifndef LAB_REPORT_GITHUB_H
#define LAB_REPORT_GITHUB_H

#include "report/report.h"

/*
 * Workflow commands, one "::error file=...::..." per job that is not as declared or, in a check, could not run.  GitHub
 * shows ten of a step, so of more than that the last says how many there are.  For standard error: the runner reads
 * both, and standard output may be a document.
 */
#define LAB_ANNOTATIONS_MAX 10
void lab_github_annotate(const struct lab_run *run, FILE *out);

/* Markdown for $GITHUB_STEP_SUMMARY: the counts, and a table of everything that is not simply as declared. */
void lab_github_summarize(const struct lab_run *run, FILE *out);

#endif
