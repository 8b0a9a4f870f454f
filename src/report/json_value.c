/* SPDX-License-Identifier: MIT */
#include "report/draw.h"
#include "report/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *lab_json_text(const char *text) {
  if (!text)
    return json_null();
  const size_t size = strlen(text) + 1;
  char *clean = malloc(size);
  json_t *json = clean ? json_string(lab_text_clean(clean, size, text, true)) : NULL;
  free(clean);
  return json;
}

json_t *lab_json_strings(char *const *texts, unsigned n) {
  json_t *array = json_array();
  for (unsigned i = 0; i < n; i++)
    json_array_append_new(array, lab_json_text(texts[i]));
  return array;
}

/* Counts beyond 2^63 - 1 do not occur: they would take centuries. */
json_t *lab_json_count(uint64_t n) { return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n); }

json_t *lab_json_real(double value) { return isfinite(value) ? json_real(value) : json_null(); }

json_t *lab_json_known(double value) { return value > 0 ? lab_json_real(value) : json_null(); }

json_t *lab_json_interval(struct lab_interval interval) {
  return json_pack("[o, o]", lab_json_real(interval.low), lab_json_real(interval.high));
}

json_t *lab_json_time(time_t time) {
  struct tm utc;
  char text[32];
  if (!gmtime_r(&time, &utc) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc))
    return json_null();
  return json_string(text);
}
