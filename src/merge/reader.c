/* SPDX-License-Identifier: MIT */
#include "merge/reader.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool lab_reader_fail(const struct lab_reader *reader, const char *format, ...) {
  char text[300];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return lab_fail(reader->error, 2, "%.200s:%zu: %s", reader->path, reader->line, text);
}

uint64_t lab_read_count(const struct lab_reader *reader, const json_t *object, const char *key, uint64_t most) {
  const json_t *value = json_object_get(object, key);
  if (json_is_integer(value) && json_integer_value(value) >= 0 && (uint64_t)json_integer_value(value) <= most)
    return (uint64_t)json_integer_value(value);
  lab_reader_fail(reader, "\"%s\" is %s", key, value ? "not a count that can be" : "missing");
  return 0;
}

uint64_t lab_read_count_or_null(const struct lab_reader *reader, const json_t *object, const char *key, uint64_t most) {
  return json_is_null(json_object_get(object, key)) ? 0 : lab_read_count(reader, object, key, most);
}

double lab_read_real(const struct lab_reader *reader, const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  if (json_is_null(value))
    return 0;
  if (json_is_number(value) && isfinite(json_number_value(value)) && json_number_value(value) >= 0)
    return json_number_value(value);
  lab_reader_fail(reader, "\"%s\" is %s", key, value ? "not a number that can be" : "missing");
  return 0;
}

bool lab_read_bool(const struct lab_reader *reader, const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  if (!json_is_boolean(value))
    lab_reader_fail(reader, "\"%s\" is %s", key, value ? "neither true nor false" : "missing");
  return json_is_true(value);
}

static const char *string_of(const struct lab_reader *reader, const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  if (!json_is_string(value))
    lab_reader_fail(reader, "\"%s\" is %s", key, value ? "not a string" : "missing");
  return json_string_value(value);
}

char *lab_read_text(const struct lab_reader *reader, const json_t *object, const char *key) {
  const char *text = string_of(reader, object, key);
  char *copy = text ? strdup(text) : NULL;
  if (text && !copy)
    lab_fail(reader->error, 3, "out of memory");
  return copy;
}

char *lab_read_text_or_null(const struct lab_reader *reader, const json_t *object, const char *key) {
  return json_is_null(json_object_get(object, key)) ? NULL : lab_read_text(reader, object, key);
}

void lab_read_into(const struct lab_reader *reader, const json_t *object, const char *key, char *to, size_t size) {
  const char *text = string_of(reader, object, key);
  snprintf(to, size, "%s", text ? text : "");
}

unsigned lab_read_choice(const struct lab_reader *reader, const json_t *object, const char *key,
                         const char *(*name)(unsigned), unsigned n) {
  const char *text = string_of(reader, object, key);
  for (unsigned i = 0; text && i < n; i++)
    if (strcmp(text, name(i)) == 0)
      return i;
  if (text)
    lab_reader_fail(reader, "\"%s\" is \"%.60s\", which this version does not know", key, text);
  return 0;
}

const json_t *lab_read_object(const struct lab_reader *reader, const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  if (!json_is_object(value))
    lab_reader_fail(reader, "\"%s\" is %s", key, value ? "not an object" : "missing");
  return json_is_object(value) ? value : NULL;
}

const json_t *lab_read_array(const struct lab_reader *reader, const json_t *object, const char *key, size_t most) {
  const json_t *value = json_object_get(object, key);
  if (!json_is_array(value) || json_array_size(value) > most)
    lab_reader_fail(reader, "\"%s\" is %s", key, value ? "not a list that can be" : "missing");
  return json_is_array(value) ? value : NULL;
}
