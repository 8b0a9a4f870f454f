/* SPDX-License-Identifier: MIT */
#include "report/explore_table.h"
#include "explore/fields.h"
#include "explore/judge.h"
#include "report/explore_cells.h"
#include "report/explore_notes.h"
#include "report/explore_schedule.h"
#include "stats/format.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define OUTCOMES_MOST 16
#define PLACES_MOST 6 /* of a data race, beside its first side */

static bool is(const json_t *object, const char *key, const char *text) {
  return strcmp(lab_field_word(object, key), text) == 0;
}
static const char *plural(long n) { return n == 1 ? "" : "s"; }

/* "2 actors x 1 operation each, sequential consistency" */
static void parameters_of(const json_t *result, char *text, size_t room) {
  const long actors = lab_field_number(result, "actors"), ops = lab_field_number(result, "ops");
  const char *memory = is(result, "memory", "tso") ? "x86-TSO (store buffers)" : "sequential consistency";
  if (lab_field_word(result, "file")[0])
    snprintf(text, room, "%ld actor%s x %ld operation%s each, %s", actors, plural(actors), ops, plural(ops), memory);
  else
    snprintf(text, room, "%s", memory);
}

static void draw_head(const json_t *result, const struct lab_style *style, FILE *out) {
  char parameters[160], text[400];
  parameters_of(result, parameters, sizeof parameters);
  const char *title = lab_field_word(result, "title");
  snprintf(text, sizeof text, "%s%s%s; %s", lab_field_word(result, "program"), title[0] ? ": " : "", title, parameters);
  fprintf(out, "%s\n", lab_field_word(result, "command"));
  lab_explore_wrap(text, 0, 0, style->width, out);
  fputs("\n", out);
}

/* -- What came out. -- */

static size_t watched_of(const json_t *result, const json_t *outcome, char *text, size_t room) {
  size_t w, used = 0;
  const json_t *value, *watch = json_object_get(result, "watch");
  text[0] = 0;
  json_array_foreach(json_object_get(outcome, "watched"), w, value) {
    const json_t *one = json_array_get(watch, w);
    char shown[40];
    lab_explore_watched(one, json_integer_value(value), NULL, shown, sizeof shown);
    if (used < room && strcmp(shown, "...") != 0)
      used +=
          (size_t)snprintf(text + used, room - used, "%s%s = %s", used ? ", " : "", lab_field_word(one, "name"), shown);
  }
  return used;
}

/* By label, numbers in it by their value: "lost 2" before "lost 10"; then by what is watched. */
static int compare(const void *a, const void *b) {
  const json_t *one = *(json_t *const *)a, *other = *(json_t *const *)b;
  const int order = strverscmp(lab_field_word(one, "label"), lab_field_word(other, "label"));
  if (order != 0)
    return order;
  size_t w;
  const json_t *value;
  json_array_foreach(json_object_get(one, "watched"), w, value) {
    const json_int_t x = json_integer_value(value),
                     y = json_integer_value(json_array_get(json_object_get(other, "watched"), w));
    if (x != y)
      return x < y ? -1 : 1;
  }
  return strcmp(lab_field_word(one, "text"), lab_field_word(other, "text"));
}

/* Pointers to the outcomes in the order in which they are shown; the caller frees.  NULL without memory. */
static json_t **sorted(const json_t *outcomes) {
  const size_t n = json_array_size(outcomes);
  json_t **all = calloc(n + 1, sizeof *all);
  for (size_t i = 0; i < n && all; i++)
    all[i] = json_array_get(outcomes, i);
  if (all)
    qsort(all, n, sizeof *all, compare);
  return all;
}

static void draw_outcomes(const json_t *result, const struct lab_style *style, FILE *out) {
  const json_t *outcome, *outcomes = json_object_get(result, "outcomes");
  const size_t n = json_array_size(outcomes), shown = style->verbose || n <= OUTCOMES_MOST ? n : OUTCOMES_MOST - 1;
  size_t i;
  double total = 0;
  json_array_foreach(outcomes, i, outcome) total += json_number_value(json_object_get(outcome, "executions"));
  json_t **all = sorted(outcomes);
  if (n == 0 || !all) {
    free(all);
    return;
  }
  fprintf(out, "\n%14s  %7s  outcome\n", lab_field_flag(result, "every_interleaving") ? "interleavings" : "executions",
          "share");
  for (i = 0; i < shown; i++) {
    char count[LAB_FORMAT_MAX], watched[300], text[700];
    outcome = all[i];
    const double executions = json_number_value(json_object_get(outcome, "executions"));
    const bool some = watched_of(result, outcome, watched, sizeof watched) > 0;
    snprintf(text, sizeof text, "%s%s%s%s%s%s", lab_field_word(outcome, "label"),
             lab_field_word(outcome, "text")[0] ? ": " : "", lab_field_word(outcome, "text"), some ? "  (" : "",
             watched, some ? ")" : "");
    fprintf(out, "%14s  %6.2f%%  ", lab_format_count(count, (uint64_t)executions), 100 * executions / total);
    lab_explore_wrap(text, 25, 27, style->width, out);
    fputs("\n", out);
  }
  if (shown < n)
    fprintf(out, "%25s%zu more (--format json has them)\n", "", n - shown);
  free(all);
}

/* -- Data races: by object and first side, the others after it. -- */

static void put_side(const json_t *side, const char *file, char *text, size_t room) {
  const json_t *place = json_object_get(side, "place");
  const char *kind = lab_field_flag(side, "atomic") ? "atomic " : "",
             *op = is(side, "op", "drain") ? "write" : lab_field_word(side, "op");
  if (!place)
    snprintf(text, room, "%s%s", kind, op);
  else
    snprintf(text, room, "%s%s at %s:%ld", kind, op,
             strcmp(lab_field_word(place, "file"), file) ? lab_field_word(place, "file") : "",
             lab_field_number(place, "line"));
}

static bool is_same_first(const json_t *a, const json_t *b) {
  return is(a, "object", lab_field_word(b, "object")) &&
         json_equal(json_object_get(json_array_get(json_object_get(a, "sides"), 0), "place"),
                    json_object_get(json_array_get(json_object_get(b, "sides"), 0), "place"));
}

static void draw_race(const json_t *races, size_t first, const struct lab_style *style, FILE *out) {
  const json_t *race = json_array_get(races, first), *side = json_array_get(json_object_get(race, "sides"), 0);
  const char *file = lab_field_word(json_object_get(side, "place"), "file");
  char text[900], one[200];
  unsigned places = 0, more = 0;
  put_side(side, "", one, sizeof one);
  size_t used =
      (size_t)snprintf(text, sizeof text, "data race on %s: %s against ", lab_field_word(race, "object"), one);
  for (size_t r = first; r < json_array_size(races); r++) {
    const json_t *other = json_array_get(races, r);
    if (!is_same_first(race, other))
      continue;
    if (places == PLACES_MOST) {
      more++;
      continue;
    }
    put_side(json_array_get(json_object_get(other, "sides"), 1), file, one, sizeof one);
    if (used < sizeof text)
      used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", places ? ", " : "", one);
    places++;
  }
  if (more && used < sizeof text)
    snprintf(text + used, sizeof text - used, " and %u more", more);
  lab_explore_wrap(text, 0, 2, style->width, out);
  fputs("\n", out);
}

static void draw_races(const json_t *result, const struct lab_style *style, FILE *out) {
  const json_t *races = json_object_get(result, "races");
  for (size_t r = 0; r < json_array_size(races); r++) {
    bool seen = false;
    for (size_t before = 0; before < r && !seen; before++)
      seen = is_same_first(json_array_get(races, r), json_array_get(races, before));
    if (r == 0)
      fputs("\n", out);
    if (!seen)
      draw_race(races, r, style, out);
  }
}

/* -- How it was searched. -- */

static const char *ending_of(const json_t *phase) {
  static const char *const words[][2] = {{"exhausted", "to the end"},
                                         {"executions", "as many as asked"},
                                         {"time", "out of time"},
                                         {"failure", "failed"},
                                         {"interrupted", "interrupted"}};
  for (size_t w = 0; w < sizeof words / sizeof *words; w++)
    if (is(phase, "stopped", words[w][0]))
      return words[w][1];
  return lab_field_word(phase, "stopped");
}

static void draw_phases(const json_t *result, FILE *out) {
  size_t i;
  const json_t *phase;
  fprintf(out, "\n%-10s %14s %12s %12s %9s\n", "search", "executions", "repeats", "failing", "seconds");
  json_array_foreach(json_object_get(result, "phases"), i, phase) {
    char executions[LAB_FORMAT_MAX], repeats[LAB_FORMAT_MAX], failing[LAB_FORMAT_MAX];
    lab_format_count(executions, (uint64_t)lab_field_number(phase, "executions"));
    lab_format_count(repeats, (uint64_t)(lab_field_number(phase, "redundant") + lab_field_number(phase, "futile")));
    lab_format_count(failing, (uint64_t)lab_field_number(phase, "failing"));
    fprintf(out, "%-10s %14s %12s %12s %9.3f  %s\n", lab_field_word(phase, "strategy"), executions, repeats, failing,
            json_number_value(json_object_get(phase, "seconds")), ending_of(phase));
  }
}

void lab_explore_table(const json_t *result, const struct lab_style *style, FILE *out) {
  const bool refused = lab_explore_refusal(result) != NULL && !json_object_get(result, "schedule");
  draw_head(result, style, out);
  if (json_object_get(result, "schedule"))
    lab_explore_schedule(result, style, out);
  if (refused)
    return;
  draw_outcomes(result, style, out);
  draw_races(result, style, out);
  if (json_array_size(json_object_get(result, "phases")) && !style->quiet)
    draw_phases(result, out);
  lab_explore_notes(result, style, out);
}
