/* SPDX-License-Identifier: MIT */
/*
 * A line for each submission: name, verdict, points, mistake, reason, the points of each criterion.
 */
#include "report/escape.h"
#include "report/grade.h"

/* The criteria that the first result has; all have the same. */
static const json_t *criteria_of(const json_t *results) {
  return json_object_get(json_array_get(results, 0), "criteria");
}

static void put_row(const json_t *result, FILE *out) {
  static const char *const texts[] = {"lab", "verdict", "mistake", "reason", "hash"};
  const json_t *criterion;
  size_t i;
  lab_put_csv(out, lab_grade_word(result, "name"));
  for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
    fputc(',', out);
    lab_put_csv(out, lab_grade_word(result, texts[t]));
  }
  fprintf(out, ",%g,%g,%.2f", lab_grade_number(result, "points"), lab_grade_number(result, "total"),
          lab_grade_number(result, "seconds"));
  json_array_foreach(json_object_get(result, "criteria"), i, criterion)
      fprintf(out, ",%g", lab_grade_number(criterion, "points"));
  fputs("\r\n", out);
}

void lab_grades_csv(const struct lab_grades *grades, const struct lab_style *style, FILE *out) {
  (void)style;
  const json_t *entry;
  size_t i;
  fputs("name,lab,verdict,mistake,reason,hash,points,total,seconds", out);
  json_array_foreach(criteria_of(grades->results), i, entry) {
    fputs(",points_", out);
    lab_put_csv(out, lab_grade_word(entry, "name"));
  }
  fputs("\r\n", out);
  json_array_foreach(grades->results, i, entry) put_row(entry, out);
}
