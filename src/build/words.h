/* SPDX-License-Identifier: MIT */
/*
 * A command line that grows: owned words, ended by NULL.
 */
#ifndef LAB_BUILD_WORDS_H
#define LAB_BUILD_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct lab_words {
  char **all; /* NULL while empty */
  size_t n;
  bool failed; /* out of memory: a word is missing */
};

/* Adds a copy; NULL adds nothing. */
void lab_words_add(struct lab_words *words, const char *word);
/* Adds what printf(3) makes of it. */
void lab_words_format(struct lab_words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lab_words_add_all(struct lab_words *words, char *const *more, size_t n);
void lab_words_clear(struct lab_words *words);

/*
 * Splits a command as a POSIX shell does (blanks, quotes, backslashes), with nothing expanded.  False where a quote is
 * left open; what stood before it has been added.
 */
bool lab_words_split(struct lab_words *words, const char *command);

#endif
