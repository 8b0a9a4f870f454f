/* SPDX-License-Identifier: MIT */
#include "explore/enrich.h"
#include "explore/names.h"
#include "explore/sentence.h"
#include "plan/catalog.h"
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BASE UINT64_C(0x200000000000) /* src/engines/explore/arena.h */
#define SLOT_SIZE (UINT64_C(4) << 20)
#define STACK_SIZE (UINT64_C(512) << 10)
#define SLOTS 513u

struct lab_naming {
  struct lab_names *names;
  uint64_t state;
  json_t *blocks; /* addresses of nameless heap blocks, in the order met */
};

static uint64_t number(const json_t *object, const char *key) {
  return (uint64_t)json_integer_value(json_object_get(object, key));
}

/* Sources of labs are named from their tree: labs/<lab>/<variant>.c. */
static FILE *open_source(const char *path) {
  FILE *file = fopen(path, "re");
  char installed[PATH_MAX];
  if (file || path[0] == '/')
    return file;
  snprintf(installed, sizeof installed, "%s/share/lab/%s", lab_prefix(), path);
  return fopen(installed, "re");
}

/* One line of a file, trimmed; NULL if it cannot be read. */
static char *source_line(const char *path, int line) {
  FILE *file = open_source(path);
  char *text = NULL;
  size_t room = 0;
  ssize_t length = -1;
  for (int l = 0; file && l < line; l++)
    length = getline(&text, &room, file);
  if (file)
    fclose(file);
  if (length < 0) {
    free(text);
    return NULL;
  }
  while (length > 0 && isspace((unsigned char)text[length - 1]))
    text[--length] = 0;
  char *start = text;
  while (isspace((unsigned char)*start))
    start++;
  memmove(text, start, strlen(start) + 1);
  return text;
}

static void add_place(struct lab_naming *context, json_t *object) {
  struct lab_where where;
  uint64_t pc = number(object, "pc");
  if (lab_names_place(context->names, pc, &where)) {
    json_t *place = json_object();
    const char *base = strrchr(where.file, '/');
    char *text = source_line(where.file, where.line);
    json_object_set_new(place, "file", json_string(base ? base + 1 : where.file));
    json_object_set_new(place, "path", json_string(where.file));
    json_object_set_new(place, "line", json_integer(where.line));
    json_object_set_new(place, "column", json_integer(where.column));
    json_object_set_new(place, "function", json_string(where.function ? where.function : ""));
    if (text)
      json_object_set_new(place, "text", json_string(text));
    json_object_set_new(object, "place", place);
    free(text);
  }
  json_object_del(object, "pc");
}

/* "block 2 + 8", "a local of actor 1": better than a number. */
static void name_memory(struct lab_naming *context, uint64_t address, char *text, size_t room) {
  uint64_t offset = address - ARENA_BASE, slot = offset / SLOT_SIZE;
  if (address < ARENA_BASE || slot >= SLOTS) {
    snprintf(text, room, "?");
    return;
  }
  if (offset % SLOT_SIZE < STACK_SIZE) {
    snprintf(text, room, "a local of actor %lu", (unsigned long)slot + 1);
    return;
  }
  size_t n = json_array_size(context->blocks), b = 0;
  while (b < n && (uint64_t)json_integer_value(json_array_get(context->blocks, b)) != address)
    b++;
  if (b == n)
    json_array_append_new(context->blocks, json_integer((json_int_t)address));
  snprintf(text, room, "heap#%zu", b + 1);
}

static void add_object(struct lab_naming *context, json_t *object) {
  uint64_t address = number(object, "address");
  json_object_del(object, "address");
  if (address == 0)
    return;
  char text[160];
  if (!lab_names_object(context->names, address, number(object, "size"), context->state, number(object, "pc"), text,
                        sizeof text))
    name_memory(context, address, text, sizeof text);
  json_object_set_new(object, "object", json_string(text));
}

/* A value that is an address is one of a named thing or of a block. */
static void name_value(struct lab_naming *context, json_t *step, const char *key, const char *named) {
  uint64_t value = number(step, key);
  char text[160];
  if (value < 4096 || number(step, "size") != 8)
    return;
  bool known = value - ARENA_BASE < SLOTS * SLOT_SIZE;
  if (known)
    name_memory(context, value, text, sizeof text);
  if (!known)
    return;
  char reference[176];
  snprintf(reference, sizeof reference, "&%s", text);
  json_object_set_new(step, named, json_string(reference));
}

static void enrich_one(struct lab_naming *context, json_t *object, uint64_t pc_for_state) {
  if (number(object, "pc") == 0 && pc_for_state)
    json_object_set_new(object, "pc", json_integer((json_int_t)pc_for_state));
  add_object(context, object);
  add_place(context, object);
}

static void enrich_steps(struct lab_naming *context, json_t *schedule) {
  size_t i, p;
  json_t *step, *pending;
  json_array_foreach(json_object_get(schedule, "steps"), i, step) {
    uint64_t pc = number(step, "pc");
    json_object_set_new(step, "step", json_integer((json_int_t)i + 1));
    json_array_foreach(json_object_get(step, "pending"), p, pending) {
      json_object_set_new(pending, "pc", json_integer((json_int_t)pc));
      enrich_one(context, pending, pc);
      json_object_del(pending, "place");
    }
    name_value(context, step, "before", "before_name");
    name_value(context, step, "after", "after_name");
    enrich_one(context, step, 0);
  }
  json_array_foreach(json_object_get(schedule, "blocked"), i, step) enrich_one(context, step, 0);
  if (number(schedule, "pc"))
    enrich_one(context, schedule, 0);
}

void lab_explore_enrich(json_t *result, const char *executable) {
  struct lab_naming context = {
      .names = lab_names_open(executable), .state = number(result, "state"), .blocks = json_array()};
  size_t r, s;
  json_t *race, *side, *schedule = json_object_get(result, "schedule");
  json_array_foreach(json_object_get(result, "races"), r, race) {
    json_t *sides = json_object_get(race, "sides");
    json_object_set(race, "pc", json_object_get(json_array_get(sides, 0), "pc"));
    add_object(&context, race);
    json_object_del(race, "pc");
    json_array_foreach(sides, s, side) add_place(&context, side);
  }
  if (schedule) {
    enrich_steps(&context, schedule);
    lab_explore_add_sentence(result, schedule);
  }
  json_object_del(result, "state");
  json_decref(context.blocks);
  lab_names_close(context.names);
}

struct lab_naming *lab_naming_open(const char *executable) {
  struct lab_naming *naming = calloc(1, sizeof *naming);
  if (!naming)
    return NULL;
  naming->names = lab_names_open(executable);
  naming->blocks = json_array();
  return naming;
}

void lab_naming_apply(struct lab_naming *naming, json_t *object, json_int_t state) {
  naming->state = (uint64_t)state;
  name_value(naming, object, "before", "before_name");
  name_value(naming, object, "after", "after_name");
  enrich_one(naming, object, 0);
}

void lab_naming_close(struct lab_naming *naming) {
  if (!naming)
    return;
  json_decref(naming->blocks);
  lab_names_close(naming->names);
  free(naming);
}
