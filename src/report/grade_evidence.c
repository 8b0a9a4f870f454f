/* SPDX-License-Identifier: MIT */
#include "report/draw.h"
#include "report/explore_table.h"
#include "report/grade.h"
#include <stdlib.h>
#include <string.h>

#define COLUMNS 80

const char *lab_grade_word(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

double lab_grade_number(const json_t *object, const char *key) {
  return json_number_value(json_object_get(object, key));
}

/* Line by line, since that is what came from elsewhere; it can send nothing to the terminal. */
static void put_clean(const char *text, const char *indent, const struct lab_style *style, FILE *out) {
  while (*text) {
    const size_t length = strcspn(text, "\n");
    char line[400], clean[400];
    snprintf(line, sizeof line, "%.*s", (int)length, text);
    fprintf(out, "%s%s\n", indent, lab_text_clean(clean, sizeof clean, line, style->unicode));
    text += length + (text[length] == '\n');
  }
}

static void put_race(const json_t *race, const struct lab_style *style, FILE *out) {
  const json_t *side;
  size_t i;
  json_array_foreach(json_object_get(race, "sides"), i, side) {
    char text[300];
    snprintf(text, sizeof text, "line %d: actor %d %s%s: %s", (int)lab_grade_number(side, "line"),
             (int)lab_grade_number(side, "actor"), json_is_true(json_object_get(side, "atomic")) ? "atomically " : "",
             json_is_true(json_object_get(side, "write")) ? "writes" : "reads", lab_grade_word(side, "text"));
    put_clean(text, "  ", style, out);
  }
  fputs("  Nothing orders these two; either may come first, or in the midst of the other.\n", out);
}

void lab_grade_evidence(const json_t *result, const struct lab_style *style, FILE *out) {
  const json_t *exploration = json_object_get(result, "exploration"), *race = json_object_get(result, "race");
  const char *messages = lab_grade_word(result, "messages");
  if (exploration && json_object_get(exploration, "schedule")) {
    struct lab_style brief = *style;
    brief.quiet = true;
    lab_explore_table(exploration, &brief, out);
    fprintf(out, "\nSee it again:  lab explore ./exercise.c --threads %d --ops %d%s\n",
            (int)lab_grade_number(exploration, "actors"), (int)lab_grade_number(exploration, "ops"),
            strcmp(lab_grade_word(exploration, "memory"), "tso") == 0 ? " --memory tso" : "");
  }
  if (race)
    put_race(race, style, out);
  if (messages[0]) {
    fputs("The compiler says:\n", out);
    put_clean(messages, "  ", style, out);
  }
}

char *lab_grade_evidence_text(const json_t *result) {
  const struct lab_style plain = {.width = COLUMNS};
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return NULL;
  lab_grade_evidence(result, &plain, out);
  if (fclose(out) == 0)
    return text;
  free(text);
  return NULL;
}
