/* SPDX-License-Identifier: MIT */
/*
 * Results that outlive an interrupted run: a file with all of them, "lab-grades-1".
 */
#ifndef LAB_GRADE_KEEP_H
#define LAB_GRADE_KEEP_H

#include "grade/judge.h"

/* Reads the results into a new array; none where the file does not exist.  Error 2: it is something else. */
bool lab_keep_read(const char *path, json_t **results, struct lab_error *error);

/* Replaces the file.  Error 3, with the old file as it was, where that fails. */
bool lab_keep_write(const char *path, const json_t *results, struct lab_error *error);

/*
 * The result of this submission, of the same file under the same assignment, as a new reference; NULL where there is
 * none.  Those of errors are no results.
 */
json_t *lab_keep_find(const json_t *results, const struct lab_assignment *assignment,
                      const struct lab_submission *submission, const struct lab_handed_in *handed);

#endif
