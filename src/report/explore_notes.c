/* SPDX-License-Identifier: MIT */
#include "report/explore_notes.h"
#include "explore/fields.h"
#include "report/explore_cells.h"
#include <string.h>

/* A paragraph of its own. */
static void put(const char *text, const struct lab_style *style, FILE *out) {
  fputs("\n", out);
  lab_explore_wrap(text, 0, 6, style->width, out);
  fputs("\n", out);
}

static void draw_differing(const json_t *result, const struct lab_style *style, FILE *out) {
  char text[400];
  if (lab_field_number(result, "nondeterministic") == 0)
    return;
  snprintf(text, sizeof text,
           "Note: %ld repeated executions came out differently: the program looks at something that is not reset "
           "between executions (environment, files, uninitialized memory). Do not trust the counts.",
           lab_field_number(result, "nondeterministic"));
  put(text, style, out);
}

/* Not a function but a phrase: inline assembly. */
static bool is_phrase(const json_t *name) { return strchr(json_string_value(name), ' ') != NULL; }

/* Code that was not compiled for the explorer. */
static void draw_unseen(const json_t *result, const struct lab_style *style, FILE *out) {
  const json_t *unseen = json_object_get(result, "unseen"), *name;
  char text[700] = "Note: the program calls ";
  const size_t start = strlen(text);
  size_t i, used = start;
  json_array_foreach(unseen, i, name) {
    if (is_phrase(name)) {
      char note[300];
      snprintf(note, sizeof note, "Note: %.120s: the explorer does not see what it reads and writes.",
               json_string_value(name));
      put(note, style, out);
    } else if (used < sizeof text) {
      used += (size_t)snprintf(text + used, sizeof text - used, "%s%s()", used > start ? ", " : "",
                               json_string_value(name));
    }
  }
  if (used == start)
    return;
  if (used < sizeof text)
    snprintf(text + used, sizeof text - used,
             ", which the explorer neither sees into nor models: interleavings within are not explored, and accesses "
             "that it puts in order may be reported as data races.");
  put(text, style, out);
}

void lab_explore_notes(const json_t *result, const struct lab_style *style, FILE *out) {
  draw_differing(result, style, out);
  if (json_is_true(json_object_get(result, "reads_clock")))
    put("Note: the program reads the clock; time is virtual here, so it is explored for one course of time only.",
        style, out);
  if (json_is_false(json_object_get(json_object_get(result, "schedule"), "followed")))
    put("Note: the program did not follow the schedule to its end; what is shown is how it went instead.", style, out);
  draw_unseen(result, style, out);
}
