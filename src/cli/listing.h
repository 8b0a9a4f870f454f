/* SPDX-License-Identifier: MIT */
/*
 * Texts of a lab - listings and lessons - line by line, and where the answer begins.
 */
#ifndef LAB_CLI_LISTING_H
#define LAB_CLI_LISTING_H

#include "plan/catalog.h"

struct lab_lines {
  char *text;         /* the file; lines point into it, without their newlines */
  const char **lines; /* count of them */
  size_t count;
  /* Of a listing: the code is lines code to answer - 1, the afterword lines answer to count - 1.  Of a lesson: the
     answer is lines answer to count - 1.  answer is count where there is none. */
  size_t code, answer;
};

/* Reads a text file of reasonable size; control characters other than tab are replaced. */
bool lab_lines_read(struct lab_lines *lines, const char *path, struct lab_error *error);
/* The same for a variant's source, with code and answer set; an error where it is not installed. */
bool lab_listing_read(struct lab_lines *lines, const struct lab_info *info, struct lab_error *error);
/* The same for lab.md, with answer set. */
bool lab_lesson_read(struct lab_lines *lines, const struct lab_catalog *catalog, const char *lab,
                     struct lab_error *error);
void lab_lines_clear(struct lab_lines *lines);

/* The lab's title: the first heading of its lesson; the caller frees.  NULL where there is none. */
char *lab_lesson_title(const struct lab_catalog *catalog, const char *lab);

#endif
