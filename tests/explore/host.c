/* SPDX-License-Identifier: MIT */
#include "host.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

json_t *explore(const char *options, const char *variant) {
  const char *host = getenv("LAB_EXPLORE_HOST");
  if (!host)
    fail_msg("LAB_EXPLORE_HOST is not set");
  char command[4096];
  snprintf(command, sizeof command, "'%s' %s %s", host, options, variant);
  FILE *in = popen(command, "r");
  assert_non_null(in);
  json_error_t error;
  json_t *result = json_loadf(in, 0, &error);
  int status = pclose(in);
  if (!result || status != 0)
    fail_msg("%s: status %d, %s", command, status, error.text);
  return result;
}

long number(const json_t *object, const char *key) { return (long)json_integer_value(json_object_get(object, key)); }

const char *word(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

long complete(const json_t *result) { return number(json_array_get(json_object_get(result, "phases"), 0), "complete"); }

long count_of(const json_t *result, const char *label) {
  long n = 0;
  size_t i;
  const json_t *outcome;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) {
    if (strcmp(word(outcome, "label"), label) == 0)
      n += number(outcome, "executions");
  }
  return n;
}

static int compare(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

char *labels(const json_t *result) {
  const json_t *outcomes = json_object_get(result, "outcomes");
  size_t n = json_array_size(outcomes), length = 1;
  const char **all = calloc(n + 1, sizeof *all);
  for (size_t i = 0; i < n; i++) {
    all[i] = word(json_array_get(outcomes, i), "label");
    length += strlen(all[i]) + 1;
  }
  qsort(all, n, sizeof *all, compare);
  char *text = calloc(1, length);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || strcmp(all[i], all[i - 1]) != 0) {
      strcat(text, all[i]);
      strcat(text, "\n");
    }
  free(all);
  return text;
}
