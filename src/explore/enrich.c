/* SPDX-License-Identifier: MIT */
#include "explore/enrich.h"
#include "engines/explore/layout.h"
#include "explore/names.h"
#include "explore/place.h"
#include "explore/sentence.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As many as LAB_SLOTS in src/engines/explore/arena.h. */
#define SLOTS 513u

struct block {
  uint64_t address, size;
  uint64_t type;   /* of what it is (names.h), 0: not known */
  unsigned number; /* in the order in which they are met, from 1; 0: not met */
};

struct lab_naming {
  struct lab_names *names;
  struct lab_state state;
  const json_t *watch; /* of the result */
  struct block *blocks;
  size_t n_blocks;
  unsigned n_met;
};

static uint64_t number(const json_t *object, const char *key) {
  return (uint64_t)json_integer_value(json_object_get(object, key));
}

/* -- Blocks of the heap: #1, #2, ..., and their members where a pointer with a type has been seen to lead there. -- */

static struct block *find_block(const struct lab_naming *naming, uint64_t address) {
  for (size_t b = 0; b < naming->n_blocks; b++)
    if (address - naming->blocks[b].address <= naming->blocks[b].size) /* the end counts: one past an array */
      return &naming->blocks[b];
  return NULL;
}

static void append(char *text, size_t room, const char *format, unsigned long n) {
  const size_t used = strlen(text);
  if (used < room)
    snprintf(text + used, room - used, format, n);
}

static void name_in_block(struct lab_naming *naming, struct block *block, uint64_t offset, uint64_t size, char *text,
                          size_t room, uint64_t *pointee) {
  *pointee = 0;
  if (block->number == 0)
    block->number = ++naming->n_met;
  snprintf(text, room, "#%u", block->number);
  if (lab_names_within(naming->names, block->type, offset, size, text, room, pointee))
    return;
  if (offset && size && size <= 8 && offset % size == 0)
    append(text, room, "[%lu]", offset / size);
  else if (offset)
    append(text, room, "+%lu", offset);
}

/* Anything in memory. */
static void name_place(struct lab_naming *naming, uint64_t address, uint64_t size, uint64_t pc, char *text, size_t room,
                       uint64_t *pointee) {
  struct block *block = find_block(naming, address);
  const uint64_t offset = address - LAB_ARENA_BASE, slot = offset / LAB_SLOT_SIZE;
  *pointee = 0;
  if (lab_names_object(naming->names, &naming->state, address, size, pc, text, room, pointee))
    return;
  if (block)
    name_in_block(naming, block, address - block->address, size, text, room, pointee);
  else if (offset < SLOTS * LAB_SLOT_SIZE && offset % LAB_SLOT_SIZE < LAB_STACK_SIZE)
    snprintf(text, room, "a local of actor %lu", (unsigned long)slot + 1);
  else
    snprintf(text, room, "unnamed memory");
}

static bool is_in_arena(uint64_t address) {
  return address - LAB_ARENA_BASE < SLOTS * LAB_SLOT_SIZE + LAB_OVERFLOW_SIZE;
}

/* A value that points somewhere: the name of that.  pointee: type of what it points to, where its own is known. */
static void name_value(struct lab_naming *naming, json_t *object, const char *key, const char *named, uint64_t pc,
                       uint64_t pointee) {
  const uint64_t value = number(object, key);
  struct block *block = find_block(naming, value);
  char text[160], reference[176];
  uint64_t ignored;
  if (value < 4096 || number(object, "size") != 8 || (!pointee && !is_in_arena(value)))
    return;
  if (block && pointee && value == block->address)
    block->type = pointee;
  const uint64_t size = lab_names_size(naming->names, pointee);
  name_place(naming, value, size ? size : LAB_NAMES_OUTERMOST, pc, text, sizeof text, &ignored);
  if (strcmp(text, "unnamed memory") == 0)
    return;
  snprintf(reference, sizeof reference, "%s%s", text[0] == '#' ? "" : "&", text);
  json_object_set_new(object, named, json_string(reference));
}

static void take_blocks(struct lab_naming *naming, json_t *result) {
  json_t *blocks = json_object_get(result, "blocks");
  const size_t n = json_array_size(blocks);
  struct block *all = calloc(n + 1, sizeof *all);
  for (size_t b = 0; b < n && all; b++) {
    const json_t *pair = json_array_get(blocks, b);
    all[b].address = (uint64_t)json_integer_value(json_array_get(pair, 0));
    all[b].size = (uint64_t)json_integer_value(json_array_get(pair, 1));
    const struct block *old = find_block(naming, all[b].address);
    if (old && old->address == all[b].address) {
      all[b].type = old->type;
      all[b].number = old->number;
    }
  }
  free(naming->blocks);
  naming->blocks = all;
  naming->n_blocks = all ? n : 0;
  json_object_del(result, "blocks");
}

static void take_state(struct lab_naming *naming, json_t *result) {
  naming->state = (struct lab_state){number(result, "state"), number(result, "state_size")};
  json_object_del(result, "state");
  json_object_del(result, "state_size");
  take_blocks(naming, result);
}

/* Names the object that lies at "address", and values that are pointers. */
static void add_object(struct lab_naming *naming, json_t *object) {
  const uint64_t address = number(object, "address"), pc = number(object, "pc");
  char text[160];
  uint64_t pointee = 0;
  json_object_del(object, "address");
  if (address == 0)
    return;
  name_place(naming, address, number(object, "size"), pc, text, sizeof text, &pointee);
  json_object_set_new(object, "object", json_string(text));
  static const char *const values[][2] = {{"before", "before_name"}, {"after", "after_name"}, {"value", "value_name"}};
  for (size_t v = 0; v < sizeof values / sizeof *values; v++)
    name_value(naming, object, values[v][0], values[v][1], pc, pointee);
}

/* Watched values that point somewhere, by name; null for others. */
static void add_watched_names(struct lab_naming *naming, json_t *step) {
  size_t w;
  const json_t *value;
  const uint64_t pc = number(step, "pc");
  json_t *names = json_array();
  json_array_foreach(json_object_get(step, "watched"), w, value) {
    const uint64_t target = (uint64_t)json_integer_value(value),
                   offset = number(json_array_get(naming->watch, w), "offset");
    char text[160];
    uint64_t pointee = 0, ignored;
    lab_names_object(naming->names, &naming->state, naming->state.address + offset, 8, pc, text, sizeof text, &pointee);
    const uint64_t size = lab_names_size(naming->names, pointee);
    const bool points = is_in_arena(target);
    if (points)
      name_place(naming, target, size ? size : LAB_NAMES_OUTERMOST, pc, text, sizeof text, &ignored);
    json_array_append_new(names, points ? json_string(text) : json_null());
  }
  json_object_set_new(step, "watched_names", names);
}

static void enrich_one(struct lab_naming *naming, json_t *object) {
  add_object(naming, object);
  lab_place_add(naming->names, object);
}

/* Memory that is named beside a step: by whom it was at that place. */
static void name_all(struct lab_naming *naming, json_t *all, json_t *pc) {
  size_t i;
  json_t *object;
  json_array_foreach(all, i, object) {
    json_object_set(object, "pc", pc);
    add_object(naming, object);
    json_object_del(object, "pc");
  }
}

static void enrich_step(struct lab_naming *naming, json_t *step) {
  name_all(naming, json_object_get(step, "pending"), json_object_get(step, "pc"));
  name_all(naming, json_object_get(step, "held"), json_object_get(step, "pc"));
  add_watched_names(naming, step);
  enrich_one(naming, step);
}

/* What an actor failed in is no step, since it did not take place; it ends the table all the same. */
static void add_failure(json_t *schedule) {
  json_t *steps = json_object_get(schedule, "steps"), *place = json_object_get(schedule, "place"),
         *step = json_object();
  size_t n = json_array_size(steps);
  json_t *last = json_array_get(steps, n - 1);
  if (place && json_equal(json_object_get(last, "actor"), json_object_get(schedule, "actor")) &&
      json_equal(json_object_get(last, "object"), json_object_get(schedule, "object")) &&
      json_equal(json_object_get(last, "place"), place))
    n--; /* the access itself, announced */
  static const char *const kept[] = {"watched", "watched_names"};
  json_object_set(step, "actor", json_object_get(schedule, "actor"));
  json_object_set_new(step, "op", json_string("failure"));
  json_object_set(step, "text", json_object_get(schedule, "text"));
  json_object_set_new(step, "step", json_integer((json_int_t)n + 1));
  if (place)
    json_object_set(step, "place", place);
  for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
    if (json_object_get(last, kept[k]))
      json_object_set(step, kept[k], json_object_get(last, kept[k]));
  if (n < json_array_size(steps))
    json_array_set_new(steps, n, step);
  else
    json_array_append_new(steps, step);
}

static void enrich_schedule(struct lab_naming *naming, json_t *schedule) {
  size_t i;
  json_t *step;
  json_array_foreach(json_object_get(schedule, "steps"), i, step) {
    json_object_set_new(step, "step", json_integer((json_int_t)i + 1));
    enrich_step(naming, step);
  }
  json_array_foreach(json_object_get(schedule, "blocked"), i, step) enrich_one(naming, step);
  enrich_one(naming, schedule);
  if (number(schedule, "actor") && json_string_length(json_object_get(schedule, "text")) > 0)
    add_failure(schedule);
}

static void enrich_races(struct lab_naming *naming, json_t *races) {
  size_t r, s;
  json_t *race, *side;
  json_array_foreach(races, r, race) {
    const json_t *sides = json_object_get(race, "sides");
    json_object_set(race, "pc", json_object_get(json_array_get(sides, 0), "pc"));
    add_object(naming, race);
    json_object_del(race, "pc");
    json_array_foreach(sides, s, side) lab_place_add(naming->names, side);
  }
}

static void enrich_deadlocks(struct lab_naming *naming, json_t *deadlocks) {
  size_t d, b;
  json_t *deadlock, *blocked;
  json_array_foreach(deadlocks, d, deadlock) json_array_foreach(json_object_get(deadlock, "blocked"), b, blocked)
      enrich_one(naming, blocked);
}

struct lab_naming *lab_naming_open(const char *executable) {
  struct lab_naming *naming = calloc(1, sizeof *naming);
  if (naming)
    naming->names = lab_names_open(executable);
  return naming;
}

void lab_naming_close(struct lab_naming *naming) {
  if (!naming)
    return;
  free(naming->blocks);
  lab_names_close(naming->names);
  free(naming);
}

void lab_naming_turn(struct lab_naming *naming, json_t *turn) {
  static const char *const lists[] = {"steps", "choices"};
  size_t i;
  json_t *object;
  take_state(naming, turn);
  naming->watch = json_object_get(turn, "watch");
  for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
    json_array_foreach(json_object_get(turn, lists[l]), i, object) enrich_step(naming, object);
  json_array_foreach(json_object_get(turn, "blocked"), i, object) enrich_one(naming, object);
  enrich_one(naming, turn);
}

void lab_explore_enrich(json_t *result, const char *executable) {
  struct lab_naming *naming = lab_naming_open(executable);
  json_t *schedule = json_object_get(result, "schedule");
  if (!naming)
    return;
  take_state(naming, result);
  naming->watch = json_object_get(result, "watch");
  if (schedule)
    enrich_schedule(naming, schedule);
  enrich_races(naming, json_object_get(result, "races"));
  enrich_deadlocks(naming, json_object_get(result, "deadlocks"));
  if (schedule)
    lab_explore_add_sentence(result, schedule);
  lab_naming_close(naming);
}
