/* SPDX-License-Identifier: MIT */
/*
 * An assignment: the exercise of a lab as it was handed out, its rubric, and what submissions are compared with.
 */
#ifndef LAB_GRADE_ASSIGNMENT_H
#define LAB_GRADE_ASSIGNMENT_H

#include "grade/outline.h"
#include "grade/rubric.h"
#include "grade/sandbox.h"

#define LAB_REFERENCES_MAX 24

struct lab_assignment {
  const struct lab_info *exercise; /* of the catalog */
  struct lab_outline handout;      /* its listing */
  struct lab_tokens harness;       /* what its table expands to, and more: <lab/harness.h> */
  struct lab_rubric rubric;
  const struct lab_info *references[LAB_REFERENCES_MAX]; /* what the cost is compared with; the cheapest counts */
  unsigned n_references;
  struct lab_sandbox sandbox;
  uint64_t hash; /* of everything that a verdict depends on beside the submission: a new one makes old results void */
};

/*
 * Opens the assignment of a lab.  rubric: path of a rubric, or NULL for that of the lab.  Error 2: there is no such
 * lab, it has no exercise, or the rubric is wrong; 77: the sandbox or the explorer cannot be had here, or the exercise
 * is of a kind that the explorer does not run, so nothing could be proved of a submission.
 */
bool lab_assignment_open(struct lab_assignment *assignment, const struct lab_catalog *catalog, const char *lab,
                         const char *rubric, bool sandboxed, struct lab_error *error);
void lab_assignment_close(struct lab_assignment *assignment);

/* NULL, or why no submission to this exercise can be judged. */
const char *lab_assignment_objection(const struct lab_info *exercise, const struct lab_rubric *rubric);

#endif
