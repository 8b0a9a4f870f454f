/* SPDX-License-Identifier: MIT */
/*
 * Values of a JSON object that somebody else has written.  Internal to src/merge.
 *
 * Every function takes a key of an object; where the value is missing or of the wrong kind, it sets the reader's error
 * (once, with file, line and key) and returns 0 or NULL, so that callers can read on and look at the error at the end.
 */
#ifndef LAB_MERGE_READER_H
#define LAB_MERGE_READER_H

#include "plan/catalog.h"
#include <jansson.h>

struct lab_reader {
  const char *path;
  size_t line;
  struct lab_error *error;
};

/* Sets the error: "FILE:LINE: ...".  Returns false. */
bool lab_reader_fail(const struct lab_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* An integer from 0 to most. */
uint64_t lab_read_count(const struct lab_reader *reader, const json_t *object, const char *key, uint64_t most);
/* As lab_read_count, or null, which is 0. */
uint64_t lab_read_count_or_null(const struct lab_reader *reader, const json_t *object, const char *key, uint64_t most);
/* A number that is not negative, or null, which is 0. */
double lab_read_real(const struct lab_reader *reader, const json_t *object, const char *key);
bool lab_read_bool(const struct lab_reader *reader, const json_t *object, const char *key);
/* A string, which the caller frees. */
char *lab_read_text(const struct lab_reader *reader, const json_t *object, const char *key);
/* The same, or null, which is NULL. */
char *lab_read_text_or_null(const struct lab_reader *reader, const json_t *object, const char *key);
/* A string that fits; it is cut if it does not. */
void lab_read_into(const struct lab_reader *reader, const json_t *object, const char *key, char *to, size_t size);
/* Index among n names. */
unsigned lab_read_choice(const struct lab_reader *reader, const json_t *object, const char *key,
                         const char *(*name)(unsigned), unsigned n);
/* An object or array. */
const json_t *lab_read_object(const struct lab_reader *reader, const json_t *object, const char *key);
const json_t *lab_read_array(const struct lab_reader *reader, const json_t *object, const char *key, size_t most);

#endif
