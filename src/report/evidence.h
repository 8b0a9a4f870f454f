/* SPDX-License-Identifier: MIT */
/*
 * What machine formats say of a job beside its counts: what went wrong in a word, and in which file.
 */
#ifndef LAB_REPORT_EVIDENCE_H
#define LAB_REPORT_EVIDENCE_H

#include "report/report.h"

/* What failed, where one word of the declarations says it ("crash", "data-race", "lost"); else "not-as-declared". */
const char *lab_evidence_type(const struct lab_job_result *job);

/* What there is to say of a verdict: the reason, or why it could not run; never empty. */
const char *lab_evidence_reason(const struct lab_job_result *job);

/*
 * What the explorer found, and how to see it again: the sentence of the shortest schedule that fails, and the command
 * that replays it; "" where there is none.  Returns to.
 */
char *lab_evidence_replay(char *to, size_t size, const struct lab_job_result *job);

/* That command, of a job that was explored; the schedule is left out where it is too long for a token.  Returns to. */
char *lab_evidence_replay_command(char *to, size_t size, const struct lab_job_result *job);

/*
 * Path of a source file as places name it ("counter-race/broken.c"), or of the variant's own where file is NULL:
 * relative to the root of the repository that the current directory is in, or to that directory where it is in none;
 * absolute where it lies outside.  The name alone where the sources are not there.  Returns to.
 */
char *lab_evidence_path(char *to, size_t size, const struct lab_info *info, const char *file);

/* True where the finding is one that the declaration for this engine leaves no room for. */
bool lab_evidence_contradicts(const struct lab_job_result *job, const struct lab_finding *finding);

#endif
