/* SPDX-License-Identifier: MIT */
/* lab explore --step: the terminal's side of a session; the host's side is src/engines/explore/step.c. */
#include "explore/step.h"
#include "explore/enrich.h"
#include "explore/fields.h"
#include "explore/sentence.h"
#include "report/explore_cells.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CELL_WIDTH 44

struct session {
  struct lab_naming *naming;
  FILE *out, *to_host;
  json_t *steps; /* taken so far */
  bool echo;     /* the answers come from no terminal: a transcript shows them */
};

/* What comes after the first columns of a line: a cell and its place. */
static void draw_line(FILE *out, const char *cell, const json_t *step, int at) {
  char place[64];
  lab_explore_place(step, place, sizeof place);
  if (strlen(cell) > CELL_WIDTH && place[0])
    fprintf(out, "%s\n%*s%s\n", cell, at + CELL_WIDTH + 1, "", place);
  else if (place[0])
    fprintf(out, "%-*s %s\n", CELL_WIDTH, cell, place);
  else
    fprintf(out, "%s\n", cell);
}

static void draw_steps(struct session *session, const json_t *turn) {
  size_t i;
  json_t *step;
  json_array_foreach(json_object_get(turn, "steps"), i, step) {
    char cell[260];
    json_array_append(session->steps, step);
    const long row = (long)json_array_size(session->steps);
    json_object_set_new(step, "step", json_integer(row));
    lab_explore_cell(step, cell, sizeof cell);
    fprintf(session->out, "%4ld  actor %-2ld  ", row, lab_field_number(step, "actor"));
    draw_line(session->out, cell, step, 16);
  }
}

static void draw_values(struct session *session, const json_t *turn) {
  const json_t *watch = json_object_get(turn, "watch"), *one,
               *last = json_array_get(session->steps, json_array_size(session->steps) - 1);
  size_t w, shown = 0;
  json_array_foreach(watch, w, one) {
    const char *name = json_string_value(json_array_get(json_object_get(last, "watched_names"), w));
    char value[160];
    if (!last)
      return;
    lab_explore_watched(one, json_integer_value(json_array_get(json_object_get(last, "watched"), w)), name, value,
                        sizeof value);
    fprintf(session->out, "%s%s = %s", shown++ ? ", " : "      ", lab_field_word(one, "name"), value);
  }
  fputs(shown ? "\n" : "", session->out);
}

static void draw_choices(struct session *session, const json_t *turn) {
  size_t i;
  json_t *choice;
  json_array_foreach(json_object_get(turn, "choices"), i, choice) {
    char cell[260];
    if (strcmp(lab_field_word(choice, "op"), "write") == 0) /* what it writes is not known before */
      snprintf(cell, sizeof cell, "write %s", lab_field_word(choice, "object"));
    else
      lab_explore_cell(choice, cell, sizeof cell);
    fprintf(session->out, "      [%s]%*s", lab_field_word(choice, "entity"),
            (int)(8 - strlen(lab_field_word(choice, "entity"))), "");
    draw_line(session->out, cell, choice, 16);
  }
}

/* The end of an execution: what came out, and how to have it again. */
static void draw_end(struct session *session, const json_t *turn) {
  json_t *schedule = json_copy((json_t *)(uintptr_t)turn);
  json_object_set(schedule, "steps", session->steps);
  lab_explore_add_sentence(turn, schedule);
  const char *sentence = lab_field_word(schedule, "sentence");
  fprintf(session->out, "\n%s: ", lab_field_flag(turn, "bad") ? "It broke" : "It held");
  char text[1000];
  snprintf(text, sizeof text, "%s%s%.900s", lab_field_word(turn, "label"), sentence[0] ? ": " : "", sentence);
  lab_explore_wrap(text, 10, 0, 80, session->out);
  if (lab_field_word(turn, "token")[0])
    fprintf(session->out, "\nReplay: --schedule %s", lab_field_word(turn, "token"));
  fputs("\n\n", session->out);
  json_decref(schedule);
}

/* -- Asking. -- */

static bool is_choice(const json_t *turn, const char *answer) {
  size_t i;
  json_t *choice;
  json_array_foreach(json_object_get(turn, "choices"), i, choice) {
    if (strcmp(lab_field_word(choice, "entity"), answer) == 0)
      return true;
  }
  char *end;
  const long values = lab_field_number(turn, "values"), value = strtol(answer, &end, 10);
  return values > 0 && answer[0] >= '0' && answer[0] <= '9' && *end == '\0' && value < values;
}

static void put_prompt(const struct session *session, const json_t *turn) {
  if (lab_field_flag(turn, "done"))
    fputs("u to undo, q to stop> ", session->out);
  else if (lab_field_number(turn, "values"))
    fprintf(session->out, "a value from 0 to %ld, u to undo, q to stop> ", lab_field_number(turn, "values") - 1);
  else
    fputs("who goes on, u to undo, q to stop> ", session->out);
  fflush(session->out);
}

/* Asks until the answer is one; "q" at the end of input. */
static void ask(const struct session *session, const json_t *turn, char *answer, size_t room) {
  for (;;) {
    put_prompt(session, turn);
    char line[200];
    const bool read = fgets(line, sizeof line, stdin) != NULL;
    line[read ? strcspn(line, "\r\n") : 0] = 0;
    if (session->echo || !read)
      fprintf(session->out, "%s\n", line);
    snprintf(answer, room, "%.*s", (int)room - 1, read ? line : "q");
    if (strcmp(answer, "q") == 0 || (strcmp(answer, "u") == 0 && json_array_size(session->steps) > 0) ||
        (strcmp(answer, line) == 0 && is_choice(turn, answer)))
      return;
    fprintf(session->out, "%s\n",
            strcmp(answer, "u") == 0          ? "there is nothing to undo"
            : lab_field_flag(turn, "done")    ? "it is over: u or q"
            : json_object_get(turn, "values") ? "that is not one of the values"
                                              : "nobody of that name can go on; the names are in brackets");
  }
}

/* Shows one turn and answers it; false at the end. */
static bool take_turn(struct session *session, json_t *turn) {
  char answer[16];
  lab_naming_turn(session->naming, turn);
  draw_steps(session, turn);
  draw_values(session, turn);
  draw_choices(session, turn);
  if (lab_field_flag(turn, "done"))
    draw_end(session, turn);
  ask(session, turn, answer, sizeof answer);
  if (strcmp(answer, "u") == 0)
    json_array_clear(session->steps); /* the host tells them again, but for the last */
  fprintf(session->to_host, "%s\n", answer);
  fflush(session->to_host);
  return strcmp(answer, "q") != 0;
}

int lab_explore_step(const struct lab_explore_request *request, FILE *out, struct lab_error *error) {
  FILE *from_host, *to_host;
  pid_t pid;
  if (!lab_explore_start_session(request, &pid, &from_host, &to_host, error))
    return 3;
  struct session session = {.naming = lab_naming_open(request->executable),
                            .out = out,
                            .to_host = to_host,
                            .steps = json_array(),
                            .echo = !isatty(STDIN_FILENO)};
  fputs("In brackets who can go on, and what it would do next.\n\n", out);
  bool on = session.naming != NULL;
  while (on) {
    json_t *turn = json_loadf(from_host, JSON_DISABLE_EOF_CHECK, NULL);
    on = turn && take_turn(&session, turn);
    json_decref(turn);
  }
  fclose(to_host);
  fclose(from_host);
  lab_naming_close(session.naming);
  json_decref(session.steps);
  return lab_explore_end_session(pid);
}
