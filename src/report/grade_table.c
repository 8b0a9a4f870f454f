/* SPDX-License-Identifier: MIT */
/*
 * On a terminal: one submission in full, or a class line by line with its summary.
 */
#include "report/draw.h"
#include "report/grade.h"
#include <stdlib.h>
#include <string.h>

static enum lab_paint paint_of(const char *verdict) {
  if (strcmp(verdict, "PASS") == 0)
    return LAB_PAINT_GOOD;
  return strcmp(verdict, "FAIL") == 0 ? LAB_PAINT_BAD : LAB_PAINT_BUG;
}

static void put_points(const json_t *result, FILE *out) {
  fprintf(out, "%g of %g points", lab_grade_number(result, "points"), lab_grade_number(result, "total"));
}

/* -- One. -- */
static void put_criteria(const json_t *result, const struct lab_style *style, FILE *out) {
  const json_t *criterion;
  size_t i;
  json_array_foreach(json_object_get(result, "criteria"), i, criterion) {
    char points[40];
    snprintf(points, sizeof points, "%g/%g", lab_grade_number(criterion, "points"), lab_grade_number(criterion, "max"));
    lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 2, 20, "%-9s %7s  %s", lab_grade_word(criterion, "name"), points,
                      lab_grade_word(criterion, "text"));
  }
}

static void put_one(const json_t *result, const struct lab_style *style, FILE *out) {
  const char *verdict = lab_grade_word(result, "verdict");
  char name[200];
  lab_text_clean(name, sizeof name, lab_grade_word(result, "name"), style->unicode);
  lab_draw(out, style, LAB_PAINT_STRONG, name);
  fputs(": ", out);
  lab_draw(out, style, paint_of(verdict), verdict);
  fputs(", ", out);
  put_points(result, out);
  fputc('\n', out);
  char reason[1200];
  lab_text_clean(reason, sizeof reason, lab_grade_word(result, "reason"), style->unicode);
  lab_draw_wrapped(out, style, LAB_PAINT_NONE, 2, 0, reason);
  if (style->quiet)
    return;
  fputc('\n', out);
  put_criteria(result, style, out);
  char *evidence = lab_grade_evidence_text(result);
  if (evidence && evidence[0])
    fprintf(out, "\n%s", evidence);
  free(evidence);
}

/* -- A class. -- */
static void put_rows(const struct lab_grades *grades, const struct lab_style *style, FILE *out) {
  const json_t *result;
  size_t i;
  int widest = 10;
  json_array_foreach(grades->results, i, result) {
    const int width = lab_text_width(lab_grade_word(result, "name"));
    widest = width > widest ? width : widest;
  }
  widest = widest < 32 ? widest : 32;
  json_array_foreach(grades->results, i, result) {
    const char *verdict = lab_grade_word(result, "verdict");
    char name[200], reason[600];
    lab_text_clean(name, sizeof name, lab_grade_word(result, "name"), style->unicode);
    lab_text_fit(name, sizeof name, widest, style);
    lab_text_clean(reason, sizeof reason, lab_grade_word(result, "reason"), style->unicode);
    lab_text_fit(reason, sizeof reason, lab_width(style) - widest - 24, style);
    fprintf(out, "%s%*s  ", name, widest - lab_text_width(name), "");
    lab_draw(out, style, paint_of(verdict), verdict);
    fprintf(out, "%*s %5g  %s\n", 12 - (int)strlen(verdict), "", lab_grade_number(result, "points"), reason);
  }
}

static void put_summary(const struct lab_grades *grades, const struct lab_style *style, FILE *out) {
  const json_t *verdicts = json_object_get(grades->summary, "verdicts"), *value, *mistake;
  const json_t *points = json_object_get(grades->summary, "points");
  const char *key;
  size_t i, listed = 0;
  fprintf(out, "\n%zu of %zu submissions to %s:", json_array_size(grades->results), grades->all, grades->lab);
  json_object_foreach((json_t *)(uintptr_t)verdicts, key, value) if (json_integer_value(value))
      fprintf(out, "%s %d %s", listed++ ? "," : "", (int)json_integer_value(value), key);
  if (json_array_size(grades->results))
    fprintf(out, "\nPoints: mean %.1f, median %g, %g to %g", lab_grade_number(points, "mean"),
            lab_grade_number(points, "median"), lab_grade_number(points, "least"), lab_grade_number(points, "most"));
  fputc('\n', out);
  json_array_foreach(json_object_get(grades->summary, "mistakes"), i, mistake) {
    char example[400];
    lab_text_clean(example, sizeof example, lab_grade_word(mistake, "example"), style->unicode);
    lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 0, 4, "%s%s (%d): %s", i == 0 ? "Commonest mistake: " : "then ",
                      lab_grade_word(mistake, "mistake"), (int)lab_grade_number(mistake, "submissions"), example);
  }
}

void lab_grades_table(const struct lab_grades *grades, const struct lab_style *style, FILE *out) {
  if (grades->all == 1 && json_array_size(grades->results) == 1) {
    put_one(json_array_get(grades->results, 0), style, out);
    return;
  }
  if (!style->quiet)
    put_rows(grades, style, out);
  put_summary(grades, style, out);
  if (grades->interruption)
    fprintf(out, "Interrupted by %s: partial.\n", grades->interruption);
}
