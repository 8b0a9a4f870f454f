/* SPDX-License-Identifier: MIT */
/*
 * JUnit XML by the rules of src/report/schema/junit.xsd: the class is a suite, a submission a case.  FAIL is a failure,
 * ERROR an error, INCONCLUSIVE is skipped.
 */
#include "report/escape.h"
#include "report/grade.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int count_of(const struct lab_grades *grades, const char *verdict) {
  return (int)json_integer_value(json_object_get(json_object_get(grades->summary, "verdicts"), verdict));
}

static void put_attribute(FILE *out, const char *name, const char *text) {
  fprintf(out, " %s=\"", name);
  lab_put_xml(out, text);
  fputc('"', out);
}

/* Line by line: what is not printable is replaced, and line ends are meant. */
static void put_lines(FILE *out, const char *text) {
  while (*text) {
    const size_t length = strcspn(text, "\n");
    char *line = strndup(text, length);
    lab_put_xml(out, line ? line : "");
    free(line);
    fputc('\n', out);
    text += length + (text[length] == '\n');
  }
}

static void put_case(const struct lab_grades *grades, const json_t *result, FILE *out) {
  const char *verdict = lab_grade_word(result, "verdict");
  const char *element = strcmp(verdict, "FAIL") == 0    ? "failure"
                        : strcmp(verdict, "ERROR") == 0 ? "error"
                        : strcmp(verdict, "PASS") == 0  ? NULL
                                                        : "skipped";
  fputs("  <testcase", out);
  put_attribute(out, "classname", grades->lab);
  put_attribute(out, "name", lab_grade_word(result, "name"));
  fprintf(out, " time=\"%.3f\"", lab_grade_number(result, "seconds"));
  if (!element) {
    fputs("/>\n", out);
    return;
  }
  char *evidence = lab_grade_evidence_text(result);
  fprintf(out, ">\n   <%s", element);
  put_attribute(out, "type", lab_grade_word(result, "mistake"));
  put_attribute(out, "message", lab_grade_word(result, "reason"));
  fputc('>', out);
  put_lines(out, evidence ? evidence : "");
  fprintf(out, "</%s>\n  </testcase>\n", element);
  free(evidence);
}

/* Where and when. */
static void put_origin(const struct lab_grades *grades, FILE *out) {
  char host[256] = "", when[32] = "1970-01-01T00:00:00";
  struct tm utc;
  if (gethostname(host, sizeof host - 1) != 0)
    strcpy(host, "unknown");
  if (gmtime_r(&grades->started, &utc))
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &utc);
  put_attribute(out, "hostname", host);
  put_attribute(out, "timestamp", when);
  fputs(" id=\"0\" package=\"lab\"", out);
}

void lab_grades_junit(const struct lab_grades *grades, const struct lab_style *style, FILE *out) {
  (void)style;
  const json_t *result;
  size_t i;
  const int tests = (int)json_array_size(grades->results), failures = count_of(grades, "FAIL"),
            errors = count_of(grades, "ERROR");
  const double seconds = lab_grade_number(grades->summary, "seconds");
  fprintf(out,
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<testsuites name=\"lab\" tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"%.3f\">\n <testsuite",
          tests, failures, errors, seconds);
  put_attribute(out, "name", grades->lab);
  put_origin(grades, out);
  fprintf(out, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%.3f\">\n", tests, failures, errors,
          count_of(grades, "INCONCLUSIVE"), seconds);
  fputs("  <properties><property name=\"command\"", out);
  put_attribute(out, "value", grades->command);
  fputs("/></properties>\n", out);
  json_array_foreach(grades->results, i, result) put_case(grades, result, out);
  fputs(" </testsuite>\n</testsuites>\n", out);
}
