/* SPDX-License-Identifier: MIT */
/*
 * Each file in programs/ is explored as a user would, with `lab explore FILE.c`, and says itself what must come out:
 *
 *   expect: LABEL, LABEL     the labels of all outcomes, sorted; the search must have been exhaustive
 *   text: WORDS              part of what an outcome says of itself
 *   races: none | those of the lines marked
 *                            the lines of all data races; marked with "races" in a comment
 *   unfinished: WHY          the search was not exhaustive
 *   executions: N            complete executions of dpor
 *   deadlocks: N             different ones
 *   unseen: NAME, clock: N  what is noted beside the result
 *   options: WORDS           of lab explore
 */
#include "host.h"
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

enum { LINES = 200, LINE = 160 };

struct program {
  const char *path;
  char line[LINES][LINE];
  int n;
};

static void load(struct program *program, const char *path) {
  FILE *in = fopen(path, "r");
  assert_non_null(in);
  *program = (struct program){.path = path};
  while (program->n < LINES && fgets(program->line[program->n], LINE, in)) {
    program->line[program->n][strcspn(program->line[program->n], "\n")] = 0;
    program->n++;
  }
  fclose(in);
}

/* What the file says about it, NULL: nothing. */
static const char *said(const struct program *program, const char *what) {
  size_t length = strlen(what);
  for (int l = 0; l < program->n; l++)
    if (strncmp(program->line[l], " * ", 3) == 0 && strncmp(program->line[l] + 3, what, length) == 0 &&
        program->line[l][3 + length] == ':')
      return program->line[l] + 5 + length;
  return NULL;
}

static json_t *run(const struct program *program) {
  const char *lab = getenv("LAB"), *options = said(program, "options");
  char command[1024];
  assert_non_null(lab);
  snprintf(command, sizeof command, "'%s' explore --format json --time 600 %s '%s'", lab, options ? options : "",
           program->path);
  FILE *in = popen(command, "r");
  assert_non_null(in);
  json_t *result = json_loadf(in, 0, NULL);
  pclose(in);
  if (!result)
    fail_msg("%s: no result", command);
  return result;
}

static int compare_labels(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void check_outcomes(const struct program *program, const json_t *result) {
  const json_t *outcomes = json_object_get(result, "outcomes");
  const char *all[16], *expected = said(program, "expect");
  size_t n = json_array_size(outcomes);
  char got[400] = "";
  assert_non_null(expected);
  assert_true(n <= sizeof all / sizeof *all);
  for (size_t i = 0; i < n; i++)
    all[i] = word(json_array_get(outcomes, i), "label");
  qsort(all, n, sizeof *all, compare_labels);
  for (size_t i = 0; i < n; i++)
    snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i ? ", " : "", all[i]);
  if (strcmp(got, expected) != 0)
    fail_msg("%s: %s, not %s", program->path, got, expected);
  const bool wanted = strcmp(expected, "not-modelled") != 0 && !said(program, "unfinished");
  if (json_is_true(json_object_get(result, "exhausted")) != wanted)
    fail_msg("%s: %s explored to the end", program->path, wanted ? "not" : "is said to be");
}

static void check_text(const struct program *program, const json_t *result) {
  const char *text = said(program, "text");
  size_t i;
  const json_t *outcome;
  bool found = !text;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) {
    found = found || strstr(word(outcome, "text"), text);
  }
  if (!found)
    fail_msg("%s: no outcome says \"%s\"", program->path, text);
}

static void check_races(const struct program *program, const json_t *result) {
  bool racing[LINES] = {false};
  size_t r, s;
  const json_t *race, *side;
  if (!said(program, "races"))
    return;
  json_array_foreach(json_object_get(result, "races"), r, race) {
    json_array_foreach(json_object_get(race, "sides"), s, side) {
      long line = number(json_object_get(side, "place"), "line");
      if (line < 1 || line > program->n)
        fail_msg("%s: a race at line %ld", program->path, line);
      else
        racing[line - 1] = true;
    }
  }
  for (int l = 0; l < program->n; l++)
    if (racing[l] != (strstr(program->line[l], "/* races */") != NULL))
      fail_msg("%s:%d: %s", program->path, l + 1, racing[l] ? "a data race" : "no data race");
}

static void check_number(const struct program *program, const char *what, long got) {
  const char *expected = said(program, what);
  if (expected && atol(expected) != got)
    fail_msg("%s: %s: %ld, not %s", program->path, what, got, expected);
}

static void check_unseen(const struct program *program, const json_t *result) {
  const json_t *unseen = json_object_get(result, "unseen");
  const char *expected = said(program, "unseen");
  const char *got = json_array_size(unseen) ? json_string_value(json_array_get(unseen, 0)) : "";
  if (strcmp(got, expected ? expected : "") != 0)
    fail_msg("%s: unseen: %s", program->path, got);
}

static void test_programs(void **state) {
  (void)state;
  const char *directory = getenv("LAB_EXPLORE_PROGRAMS");
  char pattern[1024];
  glob_t files;
  assert_non_null(directory);
  snprintf(pattern, sizeof pattern, "%s/*.c", directory);
  assert_int_equal(glob(pattern, 0, NULL, &files), 0);
  for (size_t f = 0; f < files.gl_pathc; f++) {
    static struct program program;
    load(&program, files.gl_pathv[f]);
    json_t *result = run(&program);
    const json_t *phases = json_object_get(result, "phases");
    check_outcomes(&program, result);
    check_text(&program, result);
    check_races(&program, result);
    check_unseen(&program, result);
    check_number(&program, "executions", number(json_array_get(phases, json_array_size(phases) - 1), "complete"));
    check_number(&program, "deadlocks", (long)json_array_size(json_object_get(result, "deadlocks")));
    check_number(&program, "clock", json_is_true(json_object_get(result, "reads_clock")));
    json_decref(result);
  }
  globfree(&files);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_programs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
