/* SPDX-License-Identifier: MIT */
/* The end of what `lab explore` prints: what was shown or proved, in a sentence, and what to try next. */
#include "explore/fields.h"
#include "explore/judge.h"
#include "report/explore_cells.h"
#include "report/explore_table.h"
#include "stats/format.h"
#include <stdio.h>
#include <string.h>

/* The executions of the search that the outcomes stem from. */
struct counts {
  char complete[LAB_FORMAT_MAX], failing[LAB_FORMAT_MAX];
  bool one, any, endless;
};

static struct counts count(const json_t *result) {
  struct counts c = {.any = lab_explore_failed(result)};
  long complete = 0, failing = 0;
  size_t i;
  const json_t *outcome;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) {
    c.endless |= strcmp(lab_field_word(outcome, "label"), "step-bound") == 0;
    complete += lab_field_number(outcome, "executions");
    failing += lab_field_flag(outcome, "bad") ? lab_field_number(outcome, "executions") : 0;
  }
  c.one = complete == 1;
  lab_format_count(c.complete, (uint64_t)complete);
  lab_format_count(c.failing, (uint64_t)failing);
  return c;
}

/* Every interleaving, one by one; else each execution stands for those that differ in nothing that matters. */
static bool is_by_interleaving(const json_t *result) {
  const json_t *phase = json_array_get(json_object_get(result, "phases"), (size_t)lab_field_number(result, "counted"));
  return lab_field_flag(result, "every_interleaving") || strcmp(lab_field_word(phase, "strategy"), "dfs") == 0;
}

/* Nothing fails, but what has a data race has no meaning in C: that is no proof of anything. */
static void say_races(const struct counts *c, bool by_interleaving, size_t races, char *text, size_t room) {
  snprintf(text, room, "Explored to the end: %s %s%s; none of them fails, but %s reported.", c->complete,
           by_interleaving ? "interleaving" : "execution",
           by_interleaving ? (c->one ? "" : "s")
           : c->one        ? " stands for all interleavings"
                           : "s stand for all interleavings",
           races == 1 ? "a data race is" : "data races are");
}

static void say_exhausted(const json_t *result, char *text, size_t room) {
  const struct counts c = count(result);
  const size_t races = json_array_size(json_object_get(result, "races"));
  if (c.any && is_by_interleaving(result))
    snprintf(text, room, "Explored to the end: %s of %s interleavings fail.", c.failing, c.complete);
  else if (c.any)
    snprintf(text, room, "Explored to the end: %s execution%s all interleavings; %s of them fail%s.", c.complete,
             c.one ? " stands for" : "s stand for", c.failing, strcmp(c.failing, "1") == 0 ? "s" : "");
  else if (races)
    say_races(&c, is_by_interleaving(result), races, text, room);
  else if (is_by_interleaving(result))
    snprintf(text, room, "Proved for these parameters: none of the %s interleavings fails.", c.complete);
  else
    snprintf(text, room, "Proved for these parameters: %s execution%s all interleavings, and none fails.", c.complete,
             c.one ? " stands for" : "s stand for");
}

static void say_unfinished(const json_t *result, char *text, size_t room) {
  const struct counts c = count(result);
  char complete[LAB_FORMAT_MAX];
  uint64_t n = 0;
  size_t i;
  const json_t *phase;
  bool timed = false;
  json_array_foreach(json_object_get(result, "phases"), i, phase) {
    n += (uint64_t)lab_field_number(phase, "complete");
    timed |= strcmp(lab_field_word(phase, "stopped"), "time") == 0;
  }
  lab_format_count(complete, n);
  snprintf(text, room, "%s: %s complete executions in all searches%s%s%s",
           lab_field_flag(result, "partial") ? "Interrupted before the end" : "Not explored to the end", complete,
           c.any ? ", and a failure is shown above." : ", and none failed. That is no proof.",
           c.endless ? " Some ran past the bound on steps (--steps)." : "",
           lab_field_flag(result, "counts_turns") ? " A loop that counts its turns while it waits was followed for 64 "
                                                    "of them."
           : !c.any && timed                      ? " --time gives it longer."
                                                  : "");
}

static void say_bounds(const json_t *result, char *text, size_t room) {
  const size_t used = strlen(text);
  const int most = lab_explore_searched(result);
  if (most < 0 || used >= room || lab_field_flag(result, "exhausted") || lab_explore_failed(result))
    return;
  snprintf(text + used, room - used, " All interleavings with %s%d preemption%s were searched.", most ? "at most " : "",
           most, most == 1 ? "" : "s");
}

/* What was searched to the end before, at other sizes, where nothing failed. */
static void say_before(const json_t *result, char *text, size_t room) {
  size_t i, used = strlen(text);
  const json_t *size;
  bool any = false;
  if (lab_field_flag(result, "exhausted") && !lab_explore_failed(result))
    return; /* the larger proof says it all */
  json_array_foreach(json_object_get(result, "before"), i, size) {
    if (!lab_field_flag(size, "exhausted") || used >= room)
      continue;
    used += (size_t)snprintf(text + used, room - used, "%s%ld x %ld under %s",
                             any ? ", " : " To the end: none fails with ", lab_field_number(size, "actors"),
                             lab_field_number(size, "ops"), lab_field_word(size, "memory"));
    any = true;
  }
  if (any && used < room)
    snprintf(text + used, room - used, ".");
}

static void say_declared(const json_t *result, char *text, size_t room) {
  const size_t used = strlen(text);
  if (used < room && lab_field_number(result, "exit_code") == 1 && !lab_explore_failed(result))
    snprintf(text + used, room - used, " It declares \"%s\", which did not show.", lab_field_word(result, "expected"));
}

/* main has returned at once, and not 0. */
static bool wants_arguments(const json_t *result) {
  const json_t *schedule = json_object_get(result, "schedule");
  return strcmp(lab_field_word(schedule, "end"), "exit") == 0 && lab_explore_failed(result) &&
         json_array_size(json_object_get(schedule, "steps")) == 1 &&
         !strstr(lab_field_word(result, "command"), "--args");
}

static void say_next(const json_t *result, const struct lab_style *style, FILE *out) {
  char text[400];
  const char *program = lab_field_word(result, "program");
  if (lab_field_flag(result, "partial") || lab_field_number(result, "exit_code") == 77)
    return;
  if (wants_arguments(result))
    snprintf(text, sizeof text, "Next: lab explore %s --args \"WORDS\", if its main wants arguments", program);
  else if (lab_explore_failed(result))
    snprintf(text, sizeof text, "Next: lab explore %s --step", program);
  else if (lab_field_flag(result, "exhausted") && lab_field_word(result, "file")[0] &&
           !lab_field_flag(result, "every_interleaving"))
    snprintf(text, sizeof text, "Next: lab explore %s --ops %ld, or --memory tso, or --count", program,
             lab_field_number(result, "ops") + 1);
  else
    return;
  lab_explore_wrap(text, 0, 2, style->width, out);
  fputs("\n", out);
}

void lab_explore_verdict(const json_t *result, const struct lab_style *style, FILE *out) {
  const json_t *schedule = json_object_get(result, "schedule");
  const char *refusal = lab_explore_refusal(result);
  char text[700];
  if (json_array_size(json_object_get(result, "phases")) == 0)
    snprintf(text, sizeof text, "Replayed: %s.", lab_field_word(schedule, "label"));
  else if (refusal)
    snprintf(text, sizeof text, "Not explored: %s.", refusal);
  else if (lab_field_flag(result, "exhausted"))
    say_exhausted(result, text, sizeof text);
  else
    say_unfinished(result, text, sizeof text);
  say_bounds(result, text, sizeof text);
  say_before(result, text, sizeof text);
  say_declared(result, text, sizeof text);
  fputs("\n", out);
  lab_explore_wrap(text, 0, 0, style->width, out);
  fputs("\n", out);
  if (!style->quiet)
    say_next(result, style, out);
}
