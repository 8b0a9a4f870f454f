/* SPDX-License-Identifier: MIT */
/*
 * Grades one submission.
 *
 * The verdict:
 *   PASS          every exploration of the rubric was finished and every interleaving in it holds, ThreadSanitizer
 *                 reports nothing, natively nothing is lost, and the control shows that nobody tampered with the counts
 *   FAIL          the submission is wrong, or breaks a rule
 *   INCONCLUSIVE  neither could be shown within the limits
 *   ERROR         ours: the submission was not judged
 *
 * What decides are rules, symbols, exhaustive exploration and ThreadSanitizer, so that the verdict is the same every
 * time and everywhere; natively is run what has been proved, for the cost and to confirm.  Points for the cost alone
 * are measured.
 *
 * A result is a JSON object, "lab-grade-1" (src/report/schema/grade.schema.json), which every format is made from.
 */
#ifndef LAB_GRADE_JUDGE_H
#define LAB_GRADE_JUDGE_H

#include "grade/assignment.h"
#include "grade/intake.h"
#include <jansson.h>

enum lab_judgement { LAB_JUDGED_PASS, LAB_JUDGED_FAIL, LAB_JUDGED_INCONCLUSIVE, LAB_JUDGED_ERROR, LAB_JUDGEMENTS };
/* "PASS", ... */
const char *lab_judgement_name(enum lab_judgement judgement);
/* That of a result; LAB_JUDGED_ERROR where it has none. */
enum lab_judgement lab_judgement_of(const json_t *result);

/*
 * Judges a submission whose file was taken in, or could not be (intake says why, else its code is 0).  tree: an empty
 * directory of ours, absolute.  Never NULL but for lack of memory.  Runs hosts: call it once per process, after
 * lab_janitor_start.  *interrupted where a signal ended it; the result is then void.
 */
json_t *lab_grade_submission(const struct lab_assignment *assignment, const struct lab_submission *submission,
                             const struct lab_handed_in *handed, const struct lab_error *intake, const char *tree,
                             bool *interrupted);

/* The result of a submission that could not be judged, for a reason of ours. */
json_t *lab_grade_error(const struct lab_assignment *assignment, const struct lab_submission *submission,
                        const char *reason);

#endif
