/* SPDX-License-Identifier: MIT */
#include "report/explore_table.h"
#include "report/explore_cells.h"
#include "report/explore_notes.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static long number(const json_t *object, const char *key) {
  return (long)json_integer_value(json_object_get(object, key));
}

static const char *word(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static void paint(const struct lab_style *style, FILE *out, const char *code) {
  if (style->color)
    fputs(code, out);
}

/* -- The schedule. -- */

struct layout {
  const json_t *schedule;
  const json_t *watch;
  int step, watched, actors, columns, actor, place; /* widths; columns: how many actors have one of their own */
  int held, pending;                                /* likewise; 0: no such column */
};

static int width_of_watch(const json_t *watch) {
  int name = (int)strlen(word(watch, "name"));
  return name < 5 ? 5 : name > 12 ? 12 : name;
}

static int width_of_state(const json_t *steps, const char *key, const char *title) {
  size_t i;
  const json_t *step;
  int width = 0;
  json_array_foreach(steps, i, step) {
    char text[80];
    lab_explore_state(step, key, text, sizeof text);
    width = (int)strlen(text) > width ? (int)strlen(text) : width;
  }
  if (width && width < (int)strlen(title))
    width = (int)strlen(title);
  return width > 16 ? 16 : width;
}

static const char held_title[] = "holds", pending_title[] = "buffered";

/* Columns for locks and store buffers, where something is in them and the actors leave room. */
static void add_state_columns(struct layout *l, int *room) {
  const json_t *steps = json_object_get(l->schedule, "steps");
  int held = width_of_state(steps, "held", held_title), pending = width_of_state(steps, "pending", pending_title);
  int least = l->columns ? 16 * l->columns : 28;
  if (pending && *room - pending - 2 >= least) {
    l->pending = pending;
    *room -= pending + 2;
  }
  if (held && *room - held - 2 >= least) {
    l->held = held;
    *room -= held + 2;
  }
}

static struct layout layout_of(const json_t *result, const struct lab_style *style) {
  struct layout l = {
      .schedule = json_object_get(result, "schedule"), .watch = json_object_get(result, "watch"), .step = 4};
  size_t i;
  const json_t *step, *w;
  json_array_foreach(json_object_get(l.schedule, "steps"), i, step) {
    if (number(step, "actor") > l.actors)
      l.actors = (int)number(step, "actor");
    char place[64];
    int n = lab_explore_place(step, place, sizeof place);
    l.place = n > l.place ? n : l.place;
  }
  l.place = l.place > 22 ? 22 : l.place;
  json_array_foreach(l.watch, i, w) l.watched += width_of_watch(w) + 1;
  if (l.watched > 26)
    l.watched = 0;
  int room = style->width - l.step - l.watched - l.place - 2;
  l.columns = l.actors >= 1 && room / (l.actors ? l.actors : 1) >= 20 ? l.actors : 0;
  add_state_columns(&l, &room);
  l.actor = l.columns ? room / l.columns - 1 : room - 4;
  return l;
}

static void draw_cell(FILE *out, const char *text, int width) {
  int length = (int)strlen(text);
  if (length > width)
    fprintf(out, "%.*s~", width - 1, text);
  else
    fprintf(out, "%-*s", width, text);
}

static void draw_header(const struct layout *l, const json_t *result, const struct lab_style *style, FILE *out) {
  size_t i;
  const json_t *w, *roles = json_object_get(result, "roles");
  paint(style, out, "\033[1m");
  fprintf(out, "%*s", l->step, "step");
  if (l->watched)
    json_array_foreach(l->watch, i, w) fprintf(out, " %*.*s", width_of_watch(w), width_of_watch(w), word(w, "name"));
  fputs(" ", out);
  for (int a = 0; a < (l->columns ? l->columns : 1); a++) {
    char title[80];
    size_t n = json_array_size(roles);
    if (!l->columns)
      snprintf(title, sizeof title, "actor");
    else if (n)
      snprintf(title, sizeof title, "%d %s", a + 1, json_string_value(json_array_get(roles, (size_t)a % n)));
    else
      snprintf(title, sizeof title, "actor %d", a + 1);
    fputs("|", out);
    draw_cell(out, title, l->columns ? l->actor : l->actor + 4);
  }
  if (l->held) {
    fputs("| ", out);
    draw_cell(out, held_title, l->held);
  }
  if (l->pending) {
    fputs("| ", out);
    draw_cell(out, pending_title, l->pending);
  }
  fputs("| where\n", out);
  paint(style, out, "\033[0m");
}

static void draw_state(const struct layout *l, const json_t *step, FILE *out) {
  char text[80];
  if (l->held) {
    lab_explore_state(step, "held", text, sizeof text);
    fputs("| ", out);
    draw_cell(out, text, l->held);
  }
  if (l->pending) {
    lab_explore_state(step, "pending", text, sizeof text);
    fputs("| ", out);
    draw_cell(out, text, l->pending);
  }
}

static void draw_step(const struct layout *l, const json_t *step, bool switched, const struct lab_style *style,
                      FILE *out) {
  size_t i;
  const json_t *w;
  char cell[200], place[64];
  lab_explore_cell(step, cell, sizeof cell);
  lab_explore_place(step, place, sizeof place);
  fprintf(out, "%*ld", l->step, number(step, "step"));
  if (l->watched)
    json_array_foreach(l->watch, i, w) {
      char value[40];
      lab_explore_watched(w, json_integer_value(json_array_get(json_object_get(step, "watched"), i)), value,
                          sizeof value);
      fprintf(out, " %*.*s", width_of_watch(w), width_of_watch(w), value);
    }
  fputs(switched ? ">" : " ", out);
  int actor = (int)number(step, "actor");
  if (!l->columns) {
    fprintf(out, "|%3d ", actor);
    draw_cell(out, cell, l->actor);
  }
  for (int a = 1; a <= l->columns; a++) {
    fputs("|", out);
    if (a == actor)
      paint(style, out, "\033[1m");
    draw_cell(out, a == actor ? cell : "", l->actor);
    if (a == actor)
      paint(style, out, "\033[0m");
  }
  draw_state(l, step, out);
  fprintf(out, "| %s\n", place);
}

/* Every source line of the schedule, once. */
static void draw_sources(const struct layout *l, const struct lab_style *style, FILE *out) {
  const json_t *steps = json_object_get(l->schedule, "steps");
  fputs("\n", out);
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *place = json_object_get(json_array_get(steps, i), "place");
    bool seen = !place || !word(place, "text")[0];
    for (size_t j = 0; j < i && !seen; j++) {
      const json_t *other = json_object_get(json_array_get(steps, j), "place");
      seen = other && number(other, "line") == number(place, "line") &&
             strcmp(word(other, "path"), word(place, "path")) == 0;
    }
    if (!seen) {
      char at[80];
      snprintf(at, sizeof at, "%s:%ld", word(place, "file"), number(place, "line"));
      fprintf(out, "  %-*s  %.*s\n", l->place, at, style->width - l->place - 4, word(place, "text"));
    }
  }
}

static void draw_schedule(const json_t *result, const struct lab_style *style, FILE *out) {
  struct layout l = layout_of(result, style);
  const json_t *steps = json_object_get(l.schedule, "steps");
  const char *sentence = word(l.schedule, "sentence");
  bool bad = json_is_true(json_object_get(l.schedule, "bad"));
  paint(style, out, bad ? "\033[31m" : "\033[32m");
  fprintf(out, "%s", word(l.schedule, "label"));
  paint(style, out, "\033[0m");
  fputs(sentence[0] ? ": " : "", out);
  lab_explore_wrap(sentence, (int)strlen(word(l.schedule, "label")) + 2, style->width, out);
  fputs("\n\n", out);
  draw_header(&l, result, style, out);
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *step = json_array_get(steps, i);
    bool switched = i > 0 && number(json_array_get(steps, i - 1), "actor") != number(step, "actor");
    draw_step(&l, step, switched, style, out);
  }
  draw_sources(&l, style, out);
  fprintf(out, "\n> marks a switch.  The schedule, to replay it: --schedule %s\n", word(l.schedule, "token"));
}

/* -- The rest. -- */

static void draw_outcomes(const json_t *result, FILE *out) {
  size_t i;
  const json_t *outcome, *outcomes = json_object_get(result, "outcomes");
  double total = 0;
  json_array_foreach(outcomes, i, outcome) total += json_number_value(json_object_get(outcome, "executions"));
  if (json_array_size(outcomes) == 0)
    return;
  fprintf(out, "\n%14s  %7s  outcome\n",
          json_is_true(json_object_get(result, "every_interleaving")) ? "interleavings" : "executions", "share");
  json_array_foreach(outcomes, i, outcome) {
    double n = json_number_value(json_object_get(outcome, "executions"));
    fprintf(out, "%14.0f  %6.2f%%  %s%s%s", n, 100 * n / total, word(outcome, "label"),
            word(outcome, "text")[0] ? ": " : "", word(outcome, "text"));
    size_t w;
    const json_t *value, *watch = json_object_get(result, "watch");
    json_array_foreach(json_object_get(outcome, "watched"), w, value) {
      char text[40];
      lab_explore_watched(json_array_get(watch, w), json_integer_value(value), text, sizeof text);
      fprintf(out, "%s%s = %s", w ? ", " : "  (", word(json_array_get(watch, w), "name"), text);
    }
    fputs(json_array_size(json_object_get(outcome, "watched")) ? ")\n" : "\n", out);
  }
}

static void draw_races(const json_t *result, FILE *out) {
  size_t r, s;
  const json_t *race, *side;
  json_array_foreach(json_object_get(result, "races"), r, race) {
    fprintf(out, "%sdata race on %s:", r ? "" : "\n", word(race, "object"));
    json_array_foreach(json_object_get(race, "sides"), s, side) {
      const json_t *place = json_object_get(side, "place");
      fprintf(out, "%s %s at %s:%ld", s ? " against" : "", word(side, "op"), word(place, "file"),
              number(place, "line"));
    }
    fputs("\n", out);
  }
}

static void draw_phases(const json_t *result, FILE *out) {
  size_t i;
  const json_t *phase;
  fputs("\n", out);
  json_array_foreach(json_object_get(result, "phases"), i, phase) {
    fprintf(out, "%-10s %12ld executions", word(phase, "strategy"), number(phase, "executions"));
    if (number(phase, "redundant") + number(phase, "futile"))
      fprintf(out, ", %ld of them cut short as repeats", number(phase, "redundant") + number(phase, "futile"));
    fprintf(out, ", %ld failing, %.3f s, %s\n", number(phase, "failing"),
            json_real_value(json_object_get(phase, "seconds")),
            strcmp(word(phase, "stopped"), "exhausted") == 0 ? "all of them" : word(phase, "stopped"));
  }
}

void lab_explore_table(const json_t *result, const struct lab_style *style, FILE *out) {
  if (json_object_get(result, "schedule"))
    draw_schedule(result, style, out);
  draw_outcomes(result, out);
  draw_races(result, out);
  if (json_array_size(json_object_get(result, "phases")) && !style->quiet)
    draw_phases(result, out);
  lab_explore_notes(result, style, out);
}

void lab_explore_verdict(const json_t *result, const struct lab_style *style, FILE *out) {
  char text[400];
  long failing = 0, complete = 0;
  const char *not_modelled = NULL;
  bool endless = false;
  size_t i;
  const json_t *outcome, *phase = json_array_get(json_object_get(result, "phases"), (size_t)number(result, "counted"));
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) {
    if (strcmp(word(outcome, "label"), "not-modelled") == 0)
      not_modelled = word(outcome, "text");
    endless |= strcmp(word(outcome, "label"), "step-bound") == 0;
    complete += number(outcome, "executions");
    failing += json_is_true(json_object_get(outcome, "bad")) ? number(outcome, "executions") : 0;
  }
  bool all = json_is_true(json_object_get(result, "exhausted")),
       every = json_is_true(json_object_get(result, "every_interleaving"));
  const char *unit = every || strncmp(word(phase, "strategy"), "dfs", 3) == 0
                         ? "interleavings"
                         : "executions, which stand for all interleavings,";
  bool found =
      json_object_get(result, "schedule") && json_is_true(json_object_get(json_object_get(result, "schedule"), "bad"));
  if (json_array_size(json_object_get(result, "phases")) == 0)
    snprintf(text, sizeof text, "Replayed: %s.", word(json_object_get(result, "schedule"), "label"));
  else if (not_modelled)
    snprintf(text, sizeof text, "Not explored: %s.", not_modelled);
  else if (all && failing)
    snprintf(text, sizeof text, "Explored to the end: %ld of %ld %s fail.", failing, complete, unit);
  else if (all)
    snprintf(text, sizeof text, "Proved for these parameters: %ld %s and none fails.", complete, unit);
  else
    snprintf(text, sizeof text,
             "Not explored to the end: %ld complete executions in the last search, %s.%s That is no proof.", complete,
             found ? "and a failure is shown above" : "and none failed",
             endless ? " Some ran past the bound on steps (--steps)." : "");
  fputs("\n", out);
  lab_explore_wrap(text, 0, style->width, out);
  fputs("\n", out);
}
