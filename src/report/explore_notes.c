/* SPDX-License-Identifier: MIT */
#include "report/explore_notes.h"
#include "report/explore_cells.h"

static long number(const json_t *object, const char *key) {
  return (long)json_integer_value(json_object_get(object, key));
}

static void draw_notes(const json_t *result, FILE *out) {
  if (number(result, "nondeterministic"))
    fprintf(out,
            "\nNote: %ld repeated executions came out differently: the program looks at something that is not reset\n"
            "between executions (environment, files, uninitialized memory). Do not trust the counts.\n",
            number(result, "nondeterministic"));
  if (number(result, "limits") & 1)
    fputs("\nNote: the program reads the clock; time is virtual here, so it is explored for one course of time only.\n",
          out);
}

/* Code that was not compiled for the explorer. */
static void draw_unseen(const json_t *result, const struct lab_style *style, FILE *out) {
  const json_t *unseen = json_object_get(result, "unseen"), *name;
  size_t i, used = 0;
  char text[600];
  if (json_array_size(unseen) == 0)
    return;
  json_array_foreach(unseen, i, name) if (used < sizeof text) used +=
      (size_t)snprintf(text + used, sizeof text - used, "%s%s()", i ? ", " : "calls ", json_string_value(name));
  if (used < sizeof text)
    snprintf(
        text + used, sizeof text - used,
        ", which the explorer neither sees into nor models: interleavings within are not explored, and accesses that "
        "it puts in order may be reported as data races.");
  fputs("\nNote: the program ", out);
  lab_explore_wrap(text, 18, style->width, out);
  fputs("\n", out);
}

void lab_explore_notes(const json_t *result, const struct lab_style *style, FILE *out) {
  draw_notes(result, out);
  draw_unseen(result, style, out);
}
