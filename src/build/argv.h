/* SPDX-License-Identifier: MIT */
/*
 * A command line that grows: owned words, ended by NULL.
 */
#ifndef LAB_BUILD_ARGV_H
#define LAB_BUILD_ARGV_H

#include <stdbool.h>
#include <stddef.h>

struct lab_argv {
  char **all; /* NULL while empty */
  size_t n;
  bool failed; /* out of memory: a word is missing */
};

/* Adds a copy; NULL adds nothing. */
void lab_argv_add(struct lab_argv *words, const char *word);
/* Adds what printf(3) makes of it. */
void lab_argv_format(struct lab_argv *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lab_argv_add_all(struct lab_argv *words, char *const *more, size_t n);
void lab_argv_clear(struct lab_argv *words);

/*
 * Splits a command as a POSIX shell does (blanks, quotes, backslashes), with nothing expanded.  False where a quote is
 * left open; what stood before it has been added.
 */
bool lab_argv_split(struct lab_argv *words, const char *command);

#endif
