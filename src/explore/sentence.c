/* SPDX-License-Identifier: MIT */
#include "explore/sentence.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static long number(const json_t *object, const char *key) {
  return (long)json_integer_value(json_object_get(object, key));
}

static const char *word(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static bool is_op(const json_t *step, const char *op) { return strcmp(word(step, "op"), op) == 0; }

static bool writes(const json_t *step) {
  return is_op(step, "drain") || (is_op(step, "write") && !json_is_true(json_object_get(step, "buffered"))) ||
         is_op(step, "rmw");
}

static bool same_object(const json_t *a, const json_t *b) { return strcmp(word(a, "object"), word(b, "object")) == 0; }

/* The latest read of the object by the actor of a write, before it: index, or -1. */
static int read_before(const json_t *steps, size_t write) {
  const json_t *w = json_array_get(steps, write);
  for (size_t i = write; i-- > 0;) {
    const json_t *s = json_array_get(steps, i);
    if (number(s, "actor") == number(w, "actor") && same_object(s, w) && (is_op(s, "read") || writes(s)))
      return is_op(s, "read") ? (int)i : -1;
  }
  return -1;
}

/* A write of another actor to the object between a read and the write that goes by it: index, or -1. */
static int write_between(const json_t *steps, size_t read, size_t write) {
  const json_t *w = json_array_get(steps, write);
  for (size_t i = write; i-- > read + 1;) {
    const json_t *s = json_array_get(steps, i);
    if (number(s, "actor") != number(w, "actor") && same_object(s, w) && writes(s))
      return (int)i;
  }
  return -1;
}

static bool say_overwritten(const json_t *steps, char *text, size_t room) {
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *w = json_array_get(steps, i);
    if (!writes(w))
      continue;
    int read = read_before(steps, i), lost = read < 0 ? -1 : write_between(steps, (size_t)read, i);
    if (lost < 0)
      continue;
    const json_t *l = json_array_get(steps, (size_t)lost);
    int other = read_before(steps, (size_t)lost);
    const json_t *r = json_array_get(steps, (size_t)read), *o = other < 0 ? NULL : json_array_get(steps, (size_t)other);
    if (o && number(o, "before") == number(r, "before"))
      snprintf(text, room,
               "both actors read %s = %ld (steps %ld and %ld); the write of step %ld overwrote that of step %ld",
               word(w, "object"), number(r, "before"),
               number(r, "step") < number(o, "step") ? number(r, "step") : number(o, "step"),
               number(r, "step") < number(o, "step") ? number(o, "step") : number(r, "step"), number(w, "step"),
               number(l, "step"));
    else
      snprintf(text, room,
               "actor %ld went by %s = %ld, read at step %ld; its write of step %ld overwrote that of step %ld",
               number(w, "actor"), word(w, "object"), number(r, "before"), number(r, "step"), number(w, "step"),
               number(l, "step"));
    return true;
  }
  return false;
}

static void say_blocked(const json_t *schedule, char *text, size_t room) {
  size_t i, used = 0;
  const json_t *blocked;
  json_array_foreach(json_object_get(schedule, "blocked"), i, blocked) {
    if (used >= room)
      break;
    const char *what = is_op(blocked, "waiting")      ? "waits to be signalled on"
                       : is_op(blocked, "join")       ? "waits for the end of"
                       : is_op(blocked, "at-barrier") ? "waits for others at"
                       : is_op(blocked, "read")       ? "loops until a change of"
                                                      : "waits for";
    used += (size_t)snprintf(text + used, room - used, "%sactor %ld %s %s", used ? "; " : "", number(blocked, "actor"),
                             what, is_op(blocked, "join") ? "" : word(blocked, "object"));
    if (number(blocked, "holder") && used < room)
      used +=
          (size_t)snprintf(text + used, room - used, is_op(blocked, "join") ? "actor %ld" : ", which actor %ld holds",
                           number(blocked, "holder"));
  }
}

void lab_explore_add_sentence(const json_t *result, json_t *schedule) {
  (void)result;
  char text[600] = "";
  const char *said = word(schedule, "text"), *end = word(schedule, "end");
  const json_t *place = json_object_get(schedule, "place");
  if (strcmp(end, "deadlock") == 0 || strcmp(end, "livelock") == 0)
    say_blocked(schedule, text, sizeof text);
  else if (said[0] && place)
    snprintf(text, sizeof text, "actor %ld: %s, at %s:%ld", number(schedule, "actor"), said, word(place, "file"),
             number(place, "line"));
  else if (said[0])
    snprintf(text, sizeof text, "actor %ld: %s", number(schedule, "actor"), said);
  else if (json_is_true(json_object_get(schedule, "bad")))
    say_overwritten(json_object_get(schedule, "steps"), text, sizeof text);
  json_object_set_new(schedule, "sentence", json_string(text));
}
