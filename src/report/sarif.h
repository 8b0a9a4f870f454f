/* SPDX-License-Identifier: MIT */
/*
 * Parts of the SARIF renderer.  Every function returns a new reference.
 */
#ifndef LAB_REPORT_SARIF_H
#define LAB_REPORT_SARIF_H

#include "report/json.h"

/* The description of a kind of result: the sanitizer's word, a tally, an incident or "not-as-declared". */
json_t *lab_sarif_rule(const char *id);

/*
 * Appends the results of one job.  Under `lab check` those alone that contradict what the file declares, each an error:
 * a repository of programs that are broken on purpose shall not flood code scanning, which (GitHub's) does not know
 * suppressions.  Under `lab run` also what is declared, as suppressed notes, and what nothing is declared for, as
 * notes.
 */
void lab_sarif_add_results(json_t *results, const struct lab_run *run, const struct lab_job_result *job);

/* A location that an annotation points to. */
json_t *lab_sarif_location(const struct lab_info *info, const struct lab_place *place);

#endif
