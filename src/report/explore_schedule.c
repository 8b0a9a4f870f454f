/* SPDX-License-Identifier: MIT */
#include "report/explore_schedule.h"
#include "explore/fields.h"
#include "report/explore_cells.h"
#include <lab/lab.h>
#include <string.h>

#define STEP_WIDTH 4
#define WATCH_LEAST 5
#define WATCH_MOST 12
#define WATCHED_MOST 26 /* columns for all of them; else there are none */
#define ACTOR_LEAST 20  /* columns of an actor; else all share one */
#define PLACE_MOST 24
#define CELL_LINES 4

static void paint(const struct lab_style *style, FILE *out, const char *code) {
  if (style->color)
    fputs(code, out);
}

struct layout {
  const struct lab_style *style;
  const json_t *steps, *watch, *roles;
  bool one_file; /* all steps are in: a line number says where */
  int watched, actors, place;
  int watch_widths[LAB_WATCH_MAX];
  int held, pending;  /* columns for locks and store buffers; 0: none */
  int columns, actor; /* how many actors have a column of their own; its width */
};

/* "session.request" is known by its last word where there is little room. */
static const char *watch_name(const json_t *watch) {
  const char *name = lab_field_word(watch, "name"), *dot = strrchr(name, '.');
  return strlen(name) > WATCH_MOST && dot ? dot + 1 : name;
}

static void watched_value(const struct layout *l, const json_t *step, size_t w, char *text, size_t room) {
  lab_explore_watched(json_array_get(l->watch, w),
                      json_integer_value(json_array_get(json_object_get(step, "watched"), w)),
                      json_string_value(json_array_get(json_object_get(step, "watched_names"), w)), text, room);
}

static int width_of_watch(const struct layout *l, size_t w) {
  size_t i;
  const json_t *step;
  int width = (int)strlen(watch_name(json_array_get(l->watch, w)));
  json_array_foreach(l->steps, i, step) {
    char value[160];
    watched_value(l, step, w, value, sizeof value);
    width = (int)strlen(value) > width ? (int)strlen(value) : width;
  }
  return width < WATCH_LEAST ? WATCH_LEAST : width > WATCH_MOST ? WATCH_MOST : width;
}

static bool is_in_one_file(const json_t *steps) {
  const char *first = NULL;
  size_t i;
  const json_t *step;
  json_array_foreach(steps, i, step) {
    const char *path = lab_field_word(json_object_get(step, "place"), "path");
    if (path[0] && first && strcmp(path, first) != 0)
      return false;
    first = path[0] ? path : first;
  }
  return first != NULL;
}

static void place_of(const struct layout *l, const json_t *step, char *text, size_t room) {
  const json_t *place = json_object_get(step, "place");
  if (l->one_file && place)
    snprintf(text, room, "%ld", lab_field_number(place, "line"));
  else
    lab_explore_place(step, text, room);
}

static const char held_title[] = "holds", pending_title[] = "buffered";

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
  return width;
}

/* Columns for locks and store buffers, where something is in them and the actors leave room. */
static void add_state_columns(struct layout *l, int *room) {
  const int held = width_of_state(l->steps, "held", held_title),
            pending = width_of_state(l->steps, "pending", pending_title),
            least = ACTOR_LEAST * (l->columns ? l->columns : 2);
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
  struct layout l = {.style = style,
                     .steps = json_object_get(json_object_get(result, "schedule"), "steps"),
                     .watch = json_object_get(result, "watch"),
                     .roles = json_object_get(result, "roles"),
                     .place = 5};
  size_t i;
  const json_t *step;
  l.one_file = is_in_one_file(l.steps);
  json_array_foreach(l.steps, i, step) {
    char place[64];
    if (lab_field_number(step, "actor") > l.actors)
      l.actors = (int)lab_field_number(step, "actor");
    place_of(&l, step, place, sizeof place);
    const int length = (int)strlen(place);
    l.place = length > l.place ? length : l.place;
  }
  l.place = l.place > PLACE_MOST ? PLACE_MOST : l.place;
  for (size_t w = 0; w < json_array_size(l.watch) && w < LAB_WATCH_MAX; w++) {
    l.watch_widths[w] = width_of_watch(&l, w);
    l.watched += l.watch_widths[w] + 1;
  }
  if (l.watched > WATCHED_MOST)
    l.watched = 0;
  int room = style->width - STEP_WIDTH - l.watched - l.place - 3;
  l.columns = l.actors >= 1 && room / l.actors >= ACTOR_LEAST ? l.actors : 0;
  add_state_columns(&l, &room);
  l.actor = l.columns ? room / l.columns - 1 : room - 1;
  return l;
}

static void draw_text(FILE *out, const char *text, int length, int width) {
  if (length > width)
    fprintf(out, "%.*s~", width - 1, text);
  else
    fprintf(out, "%.*s%*s", length, text, width - length, "");
}

static void draw_state(const struct layout *l, const char *held, const char *pending, FILE *out) {
  if (l->held) {
    fputs("| ", out);
    draw_text(out, held, (int)strlen(held), l->held);
  }
  if (l->pending) {
    fputs("| ", out);
    draw_text(out, pending, (int)strlen(pending), l->pending);
  }
}

static void draw_header(const struct layout *l, FILE *out) {
  size_t i;
  const json_t *w;
  paint(l->style, out, "\033[1m");
  fprintf(out, "%*s", STEP_WIDTH, "step");
  if (l->watched)
    json_array_foreach(l->watch, i, w) fprintf(out, " %*.*s", l->watch_widths[i], l->watch_widths[i], watch_name(w));
  fputs(" ", out);
  for (int a = 0; a < (l->columns ? l->columns : 1); a++) {
    const size_t n = json_array_size(l->roles);
    char title[80];
    if (!l->columns)
      snprintf(title, sizeof title, "actor");
    else if (n)
      snprintf(title, sizeof title, "%d %s", a + 1, json_string_value(json_array_get(l->roles, (size_t)a % n)));
    else
      snprintf(title, sizeof title, "actor %d", a + 1);
    fputs("|", out);
    draw_text(out, title, (int)strlen(title), l->actor);
  }
  draw_state(l, held_title, pending_title, out);
  fprintf(out, "| %s\n", l->one_file ? "line" : "where");
  paint(l->style, out, "\033[0m");
}

static void draw_watched(const struct layout *l, const json_t *step, FILE *out) {
  for (size_t w = 0; l->watched && w < json_array_size(l->watch); w++) {
    char value[160];
    watched_value(l, step, w, value, sizeof value);
    fprintf(out, " %*.*s", l->watch_widths[w], l->watch_widths[w], value);
  }
}

/* One line of the actors' columns. */
static void draw_actors(const struct layout *l, int actor, const char *text, int length, FILE *out) {
  for (int a = 1; a <= (l->columns ? l->columns : 1); a++) {
    const bool mine = !l->columns || a == actor;
    fputs("|", out);
    if (mine && l->columns)
      paint(l->style, out, "\033[1m");
    draw_text(out, text, mine ? length : 0, l->actor);
    if (mine && l->columns)
      paint(l->style, out, "\033[0m");
  }
}

/* What is too long goes on after the object, if both parts fit then. */
static int first_line(const json_t *step, const char *text, int width) {
  const char *object = lab_field_word(step, "object"), *at = object[0] ? strstr(text, object) : NULL;
  const int length = (int)strlen(text), head = at ? (int)(at - text) + (int)strlen(object) : 0;
  if (length > width && head > 0 && head <= width && length - head - 1 <= width - 2)
    return head;
  return lab_explore_fit(text, width);
}

static void draw_step(const struct layout *l, const json_t *step, bool switched, FILE *out) {
  const int actor = (int)lab_field_number(step, "actor");
  char cell[260], place[64], text[300], held[80], pending[80];
  lab_explore_cell(step, cell, sizeof cell);
  lab_explore_state(step, "held", held, sizeof held);
  lab_explore_state(step, "pending", pending, sizeof pending);
  place_of(l, step, place, sizeof place);
  if (l->columns)
    snprintf(text, sizeof text, "%s", cell);
  else
    snprintf(text, sizeof text, "%3d %s", actor, cell);
  fprintf(out, "%*ld", STEP_WIDTH, lab_field_number(step, "step"));
  draw_watched(l, step, out);
  fputs(switched ? ">" : " ", out);
  const char *rest = text;
  int length = first_line(step, rest, l->actor);
  draw_actors(l, actor, rest, length, out);
  draw_state(l, held, pending, out);
  fprintf(out, "| %s\n", place);
  for (int line = 1; line < CELL_LINES && rest[length]; line++) { /* what did not fit */
    char more[300];
    rest += length;
    rest += strspn(rest, " ");
    const int indent = l->columns ? 2 : 6, fits = lab_explore_fit(rest, l->actor - indent);
    snprintf(more, sizeof more, "%*s%.*s", indent, "", fits, rest);
    length = fits;
    fprintf(out, "%*s ", STEP_WIDTH + l->watched, "");
    draw_actors(l, actor, more, (int)strlen(more), out);
    draw_state(l, "", "", out);
    fputs("|\n", out);
  }
}

static bool is_seen(const json_t *steps, size_t before, const json_t *place) {
  for (size_t j = 0; j < before; j++) {
    const json_t *other = json_object_get(json_array_get(steps, j), "place");
    if (other && lab_field_number(other, "line") == lab_field_number(place, "line") &&
        strcmp(lab_field_word(other, "path"), lab_field_word(place, "path")) == 0)
      return true;
  }
  return false;
}

/* Every source line of the schedule, once. */
static void draw_sources(const struct layout *l, FILE *out) {
  int width = 0;
  for (int drawing = 0; drawing < 2; drawing++) {
    if (drawing)
      fputs("\n", out);
    for (size_t i = 0; i < json_array_size(l->steps); i++) {
      const json_t *place = json_object_get(json_array_get(l->steps, i), "place");
      const char *text = lab_field_word(place, "text");
      if (!place || !text[0] || is_seen(l->steps, i, place))
        continue;
      char at[80];
      const int length =
          snprintf(at, sizeof at, "%s:%ld", lab_field_word(place, "file"), lab_field_number(place, "line"));
      if (!drawing && length > width)
        width = length;
      if (!drawing)
        continue;
      const int room = l->style->width - width - 4, fits = (int)strlen(text);
      fprintf(out, "  %-*s  ", width, at);
      draw_text(out, text, fits, fits > room ? room : fits);
      fputs("\n", out);
    }
  }
}

/* An operation that never has to wait for another actor. */
static bool never_waits(const json_t *step) {
  static const char *const names[] = {"read",   "write",    "rmw",      "cas",   "free",
                                      "unlock", "rdunlock", "sem-post", "signal"};
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    if (strcmp(lab_field_word(step, "op"), names[n]) == 0)
      return true;
  return false;
}

/* The actor's first step from there on, what leaves its store buffer aside; NULL: it takes none. */
static const json_t *next_of(const json_t *steps, size_t from, long actor) {
  for (size_t s = from; s < json_array_size(steps); s++) {
    const json_t *step = json_array_get(steps, s);
    if (!lab_field_flag(step, "buffer") && lab_field_number(step, "actor") == actor)
      return step;
  }
  return NULL;
}

/* The same operation in the same line. */
static bool is_same(const json_t *a, const json_t *b) {
  return strcmp(lab_field_word(a, "op"), lab_field_word(b, "op")) == 0 &&
         lab_field_number(json_object_get(a, "place"), "line") == lab_field_number(json_object_get(b, "place"), "line");
}

/*
 * Surely a preemption: an actor is switched away from, and goes on later with what it could have done at once.  Not
 * where it does the same again: it turned in a loop, and let the others do what it waits for.
 */
static bool has_preemption(const json_t *steps) {
  const json_t *last = NULL, *step;
  size_t i;
  json_array_foreach(steps, i, step) {
    if (lab_field_flag(step, "buffer"))
      continue;
    const bool switched = last && lab_field_number(last, "actor") != lab_field_number(step, "actor");
    const json_t *next = switched ? next_of(steps, i, lab_field_number(last, "actor")) : NULL;
    if (next && never_waits(next) && !is_same(next, last))
      return true;
    last = step;
  }
  return false;
}

/* Of a schedule that was searched for: does one with fewer preemptions fail? */
static const char *how_few(const json_t *result) {
  static char text[100];
  const json_t *fewest = json_object_get(result, "fewest_preemptions");
  const long long n = json_integer_value(fewest);
  if (!json_is_true(json_object_get(json_object_get(result, "schedule"), "bad")) ||
      json_array_size(json_object_get(result, "phases")) == 0)
    return "";
  if (!json_is_integer(fewest))
    return has_preemption(json_object_get(json_object_get(result, "schedule"), "steps"))
               ? " A schedule with fewer preemptions may fail as well."
               : "";
  snprintf(text, sizeof text, " It takes %lld preemption%s: none with fewer fails.", n, n == 1 ? "" : "s");
  return n ? text : " It takes no preemption.";
}

static void draw_legend(const json_t *result, const struct layout *l, FILE *out) {
  bool reads = false, drains = false;
  size_t i;
  const json_t *step;
  json_array_foreach(l->steps, i, step) {
    reads |= strcmp(lab_field_word(step, "op"), "read") == 0 && lab_field_number(step, "from");
    drains |= strcmp(lab_field_word(step, "op"), "drain") == 0;
  }
  char text[400];
  snprintf(text, sizeof text, "> marks a switch%s%s.%s", reads ? "; @3: as step 3 wrote it" : "",
           drains ? "; drain: a buffered store reaches memory" : "", how_few(result));
  fputs("\n", out);
  lab_explore_wrap(text, 0, 0, l->style->width, out);
  snprintf(text, sizeof text, "lab explore %s ", lab_field_word(result, "program"));
  const char *token = lab_field_word(json_object_get(result, "schedule"), "token");
  const char *command = lab_field_word(result, "command"),
             *flags = strstr(command, " -- "); /* for the compiler of a file */
  const bool fits = (int)(strlen(text) + strlen(token) + (flags ? strlen(flags) : 0)) + 19 <= l->style->width;
  fprintf(out, "\nReplay: %s--schedule %s%s\n", fits ? text : "", token, fits && flags ? flags : "");
}

void lab_explore_schedule(const json_t *result, const struct lab_style *style, FILE *out) {
  const json_t *schedule = json_object_get(result, "schedule");
  const struct layout l = layout_of(result, style);
  const char *sentence = lab_field_word(schedule, "sentence"), *label = lab_field_word(schedule, "label");
  fputs("\n", out);
  paint(style, out, json_is_true(json_object_get(schedule, "bad")) ? "\033[1;31m" : "\033[1;32m");
  fputs(label, out);
  paint(style, out, "\033[0m");
  fputs(sentence[0] ? ": " : "", out);
  lab_explore_wrap(sentence, (int)strlen(label) + 2, 0, style->width, out);
  fputs("\n\n", out);
  draw_header(&l, out);
  for (size_t i = 0; i < json_array_size(l.steps); i++) {
    const json_t *step = json_array_get(l.steps, i);
    const bool switched =
        i > 0 && lab_field_number(json_array_get(l.steps, i - 1), "actor") != lab_field_number(step, "actor");
    draw_step(&l, step, switched, out);
  }
  draw_sources(&l, out);
  draw_legend(result, &l, out);
}
