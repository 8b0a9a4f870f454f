/* SPDX-License-Identifier: MIT */
/*
 * For machines: all of it ("lab-grades-1"), or what Gradescope and GitHub Classroom read.
 *
 * Gradescope: results.json of an autograder.  One submission's criteria are its tests; of several, each is a test.
 * Classroom: what an autograding grader hands to the reporter ({"version", "status", "max_score", "tests"}).
 */
#include "report/grade.h"
#include <stdlib.h>
#include <string.h>

static void dump(json_t *document, FILE *out) {
  if (document)
    json_dumpf(document, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
  fputc('\n', out);
  json_decref(document);
}

void lab_grades_json(const struct lab_grades *grades, const struct lab_style *style, FILE *out) {
  (void)style;
  dump(json_pack("{s:s, s:s, s:s, s:I, s:b, s:O, s:O}", "schema", "lab-grades-1", "command", grades->command, "lab",
                 grades->lab, "submissions", (json_int_t)grades->all, "partial", grades->interruption != NULL,
                 "summary", grades->summary, "results", grades->results),
       out);
}

static bool passed(const json_t *result) { return strcmp(lab_grade_word(result, "verdict"), "PASS") == 0; }
static bool judged(const json_t *result) { return strcmp(lab_grade_word(result, "verdict"), "ERROR") != 0; }

/* The verdict, its reason, and what speaks for it; the caller frees. */
static char *explanation(const json_t *result) {
  char *evidence = lab_grade_evidence_text(result), *text = NULL;
  if (asprintf(&text, "%s: %s\n%s%s", lab_grade_word(result, "verdict"), lab_grade_word(result, "reason"),
               evidence && *evidence ? "\n" : "", evidence ? evidence : "") < 0)
    text = NULL;
  free(evidence);
  return text;
}

static double best_of(const json_t *results, const char *key) {
  const json_t *result;
  size_t i;
  double sum = 0;
  json_array_foreach(results, i, result) sum += lab_grade_number(result, key);
  return sum;
}

/* -- Gradescope. -- */
static json_t *scope_criterion(const json_t *criterion) {
  const bool met = json_is_true(json_object_get(criterion, "met"));
  return json_pack("{s:f, s:f, s:s, s:s, s:s, s:s}", "score", lab_grade_number(criterion, "points"), "max_score",
                   lab_grade_number(criterion, "max"), "status", met ? "passed" : "failed", "name",
                   lab_grade_word(criterion, "name"), "output", lab_grade_word(criterion, "text"), "output_format",
                   "text");
}

static json_t *scope_submission(const json_t *result) {
  char *text = explanation(result);
  json_t *test = json_pack("{s:f, s:f, s:s, s:s, s:s, s:s}", "score", lab_grade_number(result, "points"), "max_score",
                           lab_grade_number(result, "total"), "status", passed(result) ? "passed" : "failed", "name",
                           lab_grade_word(result, "name"), "output", text ? text : "", "output_format", "text");
  free(text);
  return test;
}

void lab_grades_gradescope(const struct lab_grades *grades, const struct lab_style *style, FILE *out) {
  (void)style;
  const bool single = json_array_size(grades->results) == 1;
  const json_t *first = json_array_get(grades->results, 0), *entry;
  json_t *tests = json_array();
  char *text = single ? explanation(first) : NULL;
  size_t i;
  if (single) {
    json_array_foreach(json_object_get(first, "criteria"), i, entry)
        json_array_append_new(tests, scope_criterion(entry));
  } else {
    json_array_foreach(grades->results, i, entry) json_array_append_new(tests, scope_submission(entry));
  }
  dump(json_pack("{s:f, s:f, s:s, s:s, s:s, s:o}", "score", best_of(grades->results, "points"), "execution_time",
                 lab_grade_number(grades->summary, "seconds"), "output", text ? text : "", "output_format", "text",
                 "stdout_visibility", "hidden", "tests", tests),
       out);
  free(text);
}

/* -- GitHub Classroom. -- */
static json_t *room_test(const json_t *result) {
  char *text = explanation(result);
  json_t *test = json_pack("{s:s, s:s, s:f, s:f, s:s}", "name", lab_grade_word(result, "name"), "status",
                           passed(result)   ? "pass"
                           : judged(result) ? "fail"
                                            : "error",
                           "score", lab_grade_number(result, "points"), "max_score", lab_grade_number(result, "total"),
                           "message", text ? text : "");
  free(text);
  return test;
}

void lab_grades_classroom(const struct lab_grades *grades, const struct lab_style *style, FILE *out) {
  (void)style;
  const json_t *result;
  size_t i;
  bool all = true, ours = false;
  json_t *tests = json_array();
  json_array_foreach(grades->results, i, result) {
    all = all && passed(result);
    ours = ours || !judged(result);
    json_array_append_new(tests, room_test(result));
  }
  json_t *document = json_pack("{s:i, s:s, s:f, s:o}", "version", 1, "status",
                               all    ? "pass"
                               : ours ? "error"
                                      : "fail",
                               "max_score", best_of(grades->results, "total"), "tests", tests);
  char *text = json_dumps(document, JSON_COMPACT); /* one line: it becomes the output of a step */
  fprintf(out, "%s\n", text ? text : "");
  free(text);
  json_decref(document);
}
