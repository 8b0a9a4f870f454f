/* SPDX-License-Identifier: MIT */
#include "report/explore_cells.h"
#include "explore/fields.h"
#include <lab/lab.h>
#include <string.h>

static bool is(const json_t *step, const char *op) { return strcmp(lab_field_word(step, "op"), op) == 0; }
static bool flag(const json_t *step, const char *key) { return json_is_true(json_object_get(step, key)); }

/* What the heap of the engine (heap.h) fills memory with. */
static const char *pattern_of(uint64_t value, long size) {
  const uint64_t fresh = UINT64_C(0xa5a5a5a5a5a5a5a5), freed = UINT64_C(0xdbdbdbdbdbdbdbdb);
  const unsigned shift = size >= 1 && size <= 8 ? (unsigned)(64 - 8 * size) : 0;
  if (size < 4)
    return NULL;
  return value << shift == fresh << shift ? "(never written)" : value << shift == freed << shift ? "(freed)" : NULL;
}

void lab_explore_value(const json_t *step, const char *key, char *text, size_t room) {
  char named[32];
  snprintf(named, sizeof named, "%s_name", key);
  const char *name = lab_field_word(step, named);
  if (name[0]) {
    snprintf(text, room, "%s", name);
    return;
  }
  uint64_t value = (uint64_t)json_integer_value(json_object_get(step, key));
  long size = lab_field_number(step, "size");
  if (size > 8) {
    snprintf(text, room, "%ld bytes", size);
    return;
  }
  const char *pattern = pattern_of(value, size);
  unsigned shift = size >= 1 ? (unsigned)(64 - 8 * size) : 0;
  if (pattern)
    snprintf(text, room, "%s", pattern);
  else
    snprintf(text, room, "%lld", (long long)((int64_t)(value << shift) >> shift));
}

static void access_cell(const json_t *step, char *text, size_t room) {
  char before[80], after[80];
  const char *object = lab_field_word(step, "object");
  lab_explore_value(step, "before", before, sizeof before);
  lab_explore_value(step, "after", after, sizeof after);
  if (is(step, "read") && lab_field_number(step, "from"))
    snprintf(text, room, "read %s = %s @%ld", object, before, lab_field_number(step, "from"));
  else if (is(step, "read"))
    snprintf(text, room, "read %s = %s", object, before);
  else if (flag(step, "buffered"))
    snprintf(text, room, "store %s = %s, buffered", object, after);
  else if (is(step, "cas") && flag(step, "failed"))
    snprintf(text, room, "cas %s fails: %s", object, before);
  else
    snprintf(text, room, "%s %s %s -> %s", lab_field_word(step, "op"), object, before, after);
}

void lab_explore_cell(const json_t *step, char *text, size_t room) {
  static const char *const accesses[] = {"read", "write", "rmw", "cas", "drain"};
  for (size_t a = 0; a < sizeof accesses / sizeof *accesses; a++)
    if (is(step, accesses[a])) {
      access_cell(step, text, room);
      return;
    }
  if (is(step, "failure"))
    snprintf(text, room, "%s", lab_field_word(step, "text"));
  else if (is(step, "create") || is(step, "join"))
    snprintf(text, room, "%s actor %ld", lab_field_word(step, "op"), lab_field_number(step, "child"));
  else if (is(step, "choose"))
    snprintf(text, room, "choose %ld", lab_field_number(step, "choice"));
  else if (is(step, "signal") || is(step, "broadcast"))
    snprintf(text, room, "%s %s%s", lab_field_word(step, "op"), lab_field_word(step, "object"),
             json_object_get(step, "waiters") && !lab_field_number(step, "waiters") ? ": nobody waits" : "");
  else if (flag(step, "failed"))
    snprintf(text, room, "%s %s: no", lab_field_word(step, "op"), lab_field_word(step, "object"));
  else
    snprintf(text, room, "%s %s", lab_field_word(step, "op"), lab_field_word(step, "object"));
}

void lab_explore_state(const json_t *step, const char *key, char *text, size_t room) {
  size_t i, used = 0;
  const json_t *item;
  text[0] = 0;
  json_array_foreach(json_object_get(step, key), i, item) {
    const char *name = lab_field_word(item, "object");
    if (used < room)
      used += (size_t)snprintf(text + used, room - used, "%s%s", i ? ", " : "", name[0] ? name : "?");
    if (used < room && json_object_get(item, "value"))
      used += (size_t)snprintf(text + used, room - used, " = %ld", lab_field_number(item, "value"));
  }
}

int lab_explore_place(const json_t *step, char *text, size_t room) {
  const json_t *place = json_object_get(step, "place");
  if (!place) {
    text[0] = 0;
    return 0;
  }
  return snprintf(text, room, "%s:%ld", lab_field_word(place, "file"), lab_field_number(place, "line"));
}

void lab_explore_watched(const json_t *watch, json_int_t value, const char *name, char *text, size_t room) {
  long size = lab_field_number(watch, "size"), format = lab_field_number(watch, "format");
  if (name) {
    snprintf(text, room, "%s", name);
    return;
  }
  if (format == LAB_BYTES || size < 1 || size > 8) {
    snprintf(text, room, "...");
    return;
  }
  if (format == LAB_POINTER) {
    snprintf(text, room, value ? "set" : "NULL");
    return;
  }
  unsigned shift = (unsigned)(64 - 8 * size);
  if (format == LAB_SIGNED)
    snprintf(text, room, "%lld", (long long)((int64_t)((uint64_t)value << shift) >> shift));
  else
    snprintf(text, room, "%llu", (unsigned long long)((uint64_t)value << shift >> shift));
}

int lab_explore_fit(const char *text, int width) {
  int length = (int)strlen(text), end = width;
  if (length <= width)
    return length;
  while (end > 0 && text[end] != ' ')
    end--;
  return end > 0 ? end : width;
}

void lab_explore_wrap(const char *text, int at, int indent, int width, FILE *out) {
  for (bool first = true; *text; first = false) {
    if (!first) {
      fprintf(out, "\n%*s", indent, "");
      at = indent;
    }
    const int room = width - at > 10 ? width - at : 10, length = lab_explore_fit(text, room);
    fprintf(out, "%.*s", length, text);
    text += length;
    text += strspn(text, " ");
  }
}
