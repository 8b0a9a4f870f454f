/* SPDX-License-Identifier: MIT */
/*
 * What is handed in: finds the submissions that operands mean, and takes in the one file of each.
 */
#ifndef LAB_GRADE_INTAKE_H
#define LAB_GRADE_INTAKE_H

#include "plan/catalog.h"
#include <stdint.h>

#define LAB_SUBMISSION_BYTES ((size_t)256 << 10)

struct lab_submission {
  char *name; /* of the folder or file, as reports name it */
  char *path; /* of that folder or file */
};

struct lab_submissions {
  struct lab_submission *all;
  size_t n;
};

/*
 * A file is a submission, a folder with sub-folders is one for each of them, another folder is one.  In the order of
 * the operands, folders by name; what begins with a dot is left out.  Error 2: an operand that is not there, or two of
 * one name.
 */
bool lab_submissions_find(struct lab_submissions *found, char *const *operands, size_t n, struct lab_error *error);
void lab_submissions_clear(struct lab_submissions *found);

struct lab_handed_in {
  char *file; /* path of the .c file */
  char *text; /* its content, size bytes and a '\0' */
  size_t size;
  uint64_t hash; /* FNV-1a of the content */
};

/*
 * Takes in the file of a submission: a regular file of at most LAB_SUBMISSION_BYTES, text, no symbolic link, the only
 * .c file of its folder.  Error 1 says what is wrong with it, for a student; 3: it cannot be read.  The caller clears
 * it in either case.
 */
bool lab_intake_take(struct lab_handed_in *handed, const struct lab_submission *submission, struct lab_error *error);
void lab_intake_clear(struct lab_handed_in *handed);

#endif
