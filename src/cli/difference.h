/* SPDX-License-Identifier: MIT */
/*
 * The difference between two short texts: the longest common subsequence of their lines, by dynamic programming.
 */
#ifndef LAB_CLI_DIFFERENCE_H
#define LAB_CLI_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#define LAB_DIFFERENCE_LINES_MAX 2000

enum lab_edit_kind { LAB_EDIT_KEEP, LAB_EDIT_DELETE, LAB_EDIT_INSERT };

struct lab_edit {
  enum lab_edit_kind kind;
  size_t a, b; /* the line of each text that comes here; that of a for KEEP and DELETE, of b for KEEP and INSERT */
};

struct lab_difference {
  struct lab_edit *edits; /* deletions before insertions */
  size_t count;
  size_t changed; /* edits that are not KEEP */
};

/* False where there is no memory or a text is longer than LAB_DIFFERENCE_LINES_MAX. */
bool lab_difference_make(struct lab_difference *difference, const char *const *a, size_t n, const char *const *b,
                         size_t m);
void lab_difference_clear(struct lab_difference *difference);

#endif
