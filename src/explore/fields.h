/* SPDX-License-Identifier: MIT */
/* Fields of the explorer's results; what is missing or of another kind is 0, "" or false. */
#ifndef LAB_EXPLORE_FIELDS_H
#define LAB_EXPLORE_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

static inline long lab_field_number(const json_t *object, const char *key) {
  return (long)json_integer_value(json_object_get(object, key));
}

/* Belongs to the object. */
static inline const char *lab_field_word(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static inline bool lab_field_flag(const json_t *object, const char *key) {
  return json_is_true(json_object_get(object, key));
}

#endif
