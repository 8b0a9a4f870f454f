/* SPDX-License-Identifier: MIT */
#include "grade/tally.h"
#include "grade/judge.h"
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>

static long count_of(const json_t *entry) { return (long)json_integer_value(json_object_get(entry, "submissions")); }

/* Adds one to the entry of the mistake, and keeps the commonest first. */
static void add_mistake(json_t *mistakes, const char *mistake, const json_t *reason) {
  size_t at = 0;
  while (at < json_array_size(mistakes) &&
         strcmp(json_string_value(json_object_get(json_array_get(mistakes, at), "mistake")), mistake) != 0)
    at++;
  if (at == json_array_size(mistakes))
    json_array_append_new(mistakes,
                          json_pack("{s:s, s:i, s:O}", "mistake", mistake, "submissions", 0, "example", reason));
  json_t *entry = json_incref(json_array_get(mistakes, at));
  json_object_set_new(entry, "submissions", json_integer(count_of(entry) + 1));
  while (at > 0 && count_of(json_array_get(mistakes, at - 1)) < count_of(entry)) {
    json_array_set(mistakes, at, json_array_get(mistakes, at - 1));
    json_array_set(mistakes, --at, entry);
  }
  json_decref(entry);
}

static json_t *points_of(const json_t *results) {
  const size_t n = json_array_size(results);
  double *points = calloc(n + 1, sizeof *points);
  const json_t *result;
  size_t i;
  if (!points || n == 0) {
    free(points);
    return json_object();
  }
  json_array_foreach(results, i, result) points[i] = json_number_value(json_object_get(result, "points"));
  gsl_sort(points, 1, n);
  json_t *summary =
      json_pack("{s:f, s:f, s:f, s:f}", "mean", gsl_stats_mean(points, 1, n), "median",
                gsl_stats_median_from_sorted_data(points, 1, n), "least", points[0], "most", points[n - 1]);
  free(points);
  return summary;
}

json_t *lab_grades_summary(const json_t *results) {
  long verdicts[LAB_JUDGEMENTS] = {0};
  double seconds = 0;
  json_t *mistakes = json_array(), *counts = json_object();
  const json_t *result;
  size_t i;
  json_array_foreach(results, i, result) {
    const char *mistake = json_string_value(json_object_get(result, "mistake"));
    verdicts[lab_judgement_of(result)]++;
    seconds += json_number_value(json_object_get(result, "seconds"));
    if (mistake && *mistake)
      add_mistake(mistakes, mistake, json_object_get(result, "reason"));
  }
  for (int j = 0; j < LAB_JUDGEMENTS; j++)
    json_object_set_new(counts, lab_judgement_name((enum lab_judgement)j), json_integer(verdicts[j]));
  return json_pack("{s:o, s:o, s:o, s:f}", "verdicts", counts, "mistakes", mistakes, "points", points_of(results),
                   "seconds", seconds);
}
