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

/* Frees the lines. */
static char *join_sorted(char **lines, size_t n) {
  size_t length = 1;
  qsort(lines, n, sizeof *lines, compare);
  for (size_t i = 0; i < n; i++)
    length += strlen(lines[i]) + 1;
  char *text = calloc(1, length);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0) {
      strcat(text, lines[i]);
      strcat(text, "\n");
    }
  for (size_t i = 0; i < n; i++)
    free(lines[i]);
  free(lines);
  return text;
}

/* One line for each element of result[key]. */
static char *lines_of(const json_t *result, const char *key, void (*write)(const json_t *element, FILE *line)) {
  const json_t *elements = json_object_get(result, key);
  size_t n = json_array_size(elements);
  char **lines = calloc(n + 1, sizeof *lines);
  for (size_t i = 0; i < n; i++) {
    size_t size;
    FILE *line = open_memstream(&lines[i], &size);
    write(json_array_get(elements, i), line);
    fclose(line);
  }
  return join_sorted(lines, n);
}

static void write_label(const json_t *outcome, FILE *line) { fputs(word(outcome, "label"), line); }

static void write_race(const json_t *race, FILE *line) {
  const json_t *sides = json_object_get(race, "sides");
  fprintf(line, "%lx %lx", number(json_array_get(sides, 0), "pc"), number(json_array_get(sides, 1), "pc"));
}

static void write_deadlock(const json_t *deadlock, FILE *line) {
  size_t i;
  const json_t *blocked;
  json_array_foreach(json_object_get(deadlock, "blocked"), i, blocked) {
    fprintf(line, "%ld %s %lx, ", number(blocked, "actor"), word(blocked, "op"), number(blocked, "pc"));
  }
}

char *labels(const json_t *result) { return lines_of(result, "outcomes", write_label); }
char *races(const json_t *result) { return lines_of(result, "races", write_race); }
char *deadlocks(const json_t *result) { return lines_of(result, "deadlocks", write_deadlock); }
