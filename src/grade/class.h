/* SPDX-License-Identifier: MIT */
/*
 * Grades many submissions: a process for each, a few at a time, every result kept as soon as it is there.
 */
#ifndef LAB_GRADE_CLASS_H
#define LAB_GRADE_CLASS_H

#include "grade/judge.h"

#define LAB_JOBS_MAX 64

struct lab_class {
  const struct lab_assignment *assignment;
  const struct lab_submissions *submissions;
  unsigned jobs;    /* processes at a time, 1 to LAB_JOBS_MAX */
  const char *keep; /* file that results are kept in, or NULL; those in it of the same files are not made again */
  /* Told after each result: how many are done, and about how many seconds the others will take. */
  void (*tell)(void *context, size_t done, size_t all, double seconds_left);
  void *context;

  /* Set by lab_class_grade: */
  json_t *results;          /* array, in the order of the submissions; those not judged are missing */
  size_t kept;              /* of them, taken from the file */
  const char *interruption; /* name of the signal that ended it, or NULL */
};

/*
 * Grades the class.  The file is written anew after every result, a temporary file beside it that is renamed, so that
 * it is whole at any moment.  False with error set where it cannot be read (2) or written (3), a full disk for
 * instance; what was judged by then is in results all the same.  The caller drops results.
 */
bool lab_class_grade(struct lab_class *class, struct lab_error *error);

#endif
