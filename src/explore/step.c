/* SPDX-License-Identifier: MIT */
/* lab explore --step: the terminal's side of a session; the host's side is src/engines/explore/step.c. */
#include "explore/step.h"
#include "explore/enrich.h"
#include "report/explore_cells.h"
#include <string.h>
#include <unistd.h>

static long number(const json_t *object, const char *key) {
  return (long)json_integer_value(json_object_get(object, key));
}

static const char *word(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

struct table {
  struct lab_naming *naming;
  FILE *out;
  long rows;
};

static void draw_steps(struct table *table, const json_t *turn) {
  size_t i;
  json_t *step;
  json_array_foreach(json_object_get(turn, "steps"), i, step) {
    char cell[200], place[64];
    lab_explore_cell(step, cell, sizeof cell);
    lab_explore_place(step, place, sizeof place);
    fprintf(table->out, "%4ld  actor %-3ld %-44s %s\n", ++table->rows, number(step, "actor"), cell, place);
  }
}

static void draw_choices(struct table *table, const json_t *turn) {
  size_t i;
  json_t *choice;
  json_array_foreach(json_object_get(turn, "choices"), i, choice) {
    char cell[200], place[64];
    const char *op = word(choice, "op"), *object = word(choice, "object");
    if (strcmp(op, "write") == 0) /* what it writes is not known before */
      snprintf(cell, sizeof cell, "write %s", object);
    else
      lab_explore_cell(choice, cell, sizeof cell);
    lab_explore_place(choice, place, sizeof place);
    fprintf(table->out, "      [%s] %-50s %s\n", word(choice, "entity"), cell, place);
  }
}

/* Shows one turn; false at the end of input. */
static bool take_turn(struct table *table, const json_t *turn, FILE *to_host) {
  char line[64];
  draw_steps(table, turn);
  draw_choices(table, turn);
  if (json_object_get(turn, "values"))
    fprintf(table->out, "      a value from 0 to %ld, ", number(turn, "values") - 1);
  else if (json_is_true(json_object_get(turn, "done")))
    fprintf(table->out, "%s: %s\n      ", json_is_true(json_object_get(turn, "bad")) ? "It broke" : "It held",
            word(turn, "label"));
  else
    fputs("      who goes on, ", table->out);
  fputs("u to undo, q to stop> ", table->out);
  fflush(table->out);
  if (!fgets(line, sizeof line, stdin))
    strcpy(line, "q\n");
  if (line[0] == 'u')
    table->rows = 0;
  fputs(line, to_host);
  fflush(to_host);
  return line[0] != 'q' && !(json_is_true(json_object_get(turn, "done")) && line[0] != 'u');
}

int lab_explore_step(const struct lab_explore_request *request, FILE *out, struct lab_error *error) {
  FILE *from_host, *to_host;
  pid_t pid;
  if (!lab_explore_start_session(request, &pid, &from_host, &to_host, error))
    return 3;
  struct table table = {.naming = lab_naming_open(request->executable), .out = out};
  bool on = true;
  while (on) {
    json_t *turn = json_loadf(from_host, JSON_DISABLE_EOF_CHECK, NULL);
    if (!turn)
      break;
    lab_naming_turn(table.naming, turn);
    on = take_turn(&table, turn, to_host);
    json_decref(turn);
  }
  fputs("\n", out);
  fclose(to_host);
  fclose(from_host);
  lab_naming_close(table.naming);
  return lab_explore_end_session(pid);
}
