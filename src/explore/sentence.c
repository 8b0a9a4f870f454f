/* SPDX-License-Identifier: MIT */
#include "explore/sentence.h"
#include "explore/fields.h"
#include "explore/story.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct text {
  char all[800];
  size_t used;
};

static void say(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (text->used < sizeof text->all)
    text->used += (size_t)vsnprintf(text->all + text->used, sizeof text->all - text->used, format, arguments);
  va_end(arguments);
}

static bool is(const json_t *object, const char *key, const char *text) {
  return strcmp(lab_field_word(object, key), text) == 0;
}

/* -- Nobody can go on. -- */

static void say_waits(struct text *text, const json_t *blocked) {
  const long holder = lab_field_number(blocked, "holder"), actor = lab_field_number(blocked, "actor");
  const char *object = lab_field_word(blocked, "object");
  say(text, "%sactor %ld ", text->used ? "; " : "", actor);
  if (is(blocked, "op", "join"))
    say(text, "waits for actor %ld to end", holder);
  else if (is(blocked, "op", "waiting"))
    say(text, "waits to be signalled on %s", object);
  else if (is(blocked, "op", "at-barrier"))
    say(text, "waits for others at the barrier %s", object);
  else if (is(blocked, "op", "sem-wait"))
    say(text, "waits for the semaphore %s, which is 0", object);
  else if (is(blocked, "op", "read") || is(blocked, "op", "cas") || is(blocked, "op", "trylock"))
    say(text, "loops until %s changes", object);
  else if (holder && holder == actor)
    say(text, "waits for %s, which it holds itself", object);
  else if (holder)
    say(text, "waits for %s, which actor %ld holds", object, holder);
  else
    say(text, "waits for %s", object);
}

static void say_blocked(struct text *text, const json_t *schedule) {
  const json_t *steps = json_object_get(schedule, "steps"), *all = json_object_get(schedule, "blocked"), *blocked;
  size_t i;
  json_array_foreach(all, i, blocked) {
    char lost[400];
    if (is(blocked, "op", "waiting") && lab_story_lost_signal(steps, lab_field_word(blocked, "object"),
                                                              lab_field_number(blocked, "actor"), lost, sizeof lost))
      say(text, "%s%s", text->used ? "; " : "", lost);
    else if (!is(blocked, "op", "join"))
      say_waits(text, blocked);
  }
  json_array_foreach(all, i, blocked) { /* those that wait for the others come last */
    if (is(blocked, "op", "join"))
      say_waits(text, blocked);
  }
}

/* -- An actor did what it must not. -- */

static void say_failure(struct text *text, const json_t *schedule) {
  const json_t *place = json_object_get(schedule, "place");
  const char *object = lab_field_word(schedule, "object");
  char freed[200];
  say(text, "actor %ld: %s", lab_field_number(schedule, "actor"), lab_field_word(schedule, "text"));
  if (object[0] && strcmp(object, "unnamed memory") != 0)
    say(text, " (%s)", object);
  if (place)
    say(text, ", at %s:%ld", lab_field_word(place, "file"), lab_field_number(place, "line"));
  if (lab_story_freed(json_object_get(schedule, "steps"), object, freed, sizeof freed))
    say(text, "; %s", freed);
}

static void say_exit(struct text *text, const json_t *schedule) {
  const json_t *steps = json_object_get(schedule, "steps");
  const char *label = lab_field_word(schedule, "label");
  char story[600];
  say(text, "the program ends with status %s", label + strspn(label, "exit "));
  if (lab_story_tell(steps, "", story, sizeof story))
    say(text, "; %s", story);
}

void lab_explore_add_sentence(const json_t *result, json_t *schedule) {
  (void)result;
  struct text text = {.used = 0};
  if (is(schedule, "end", "deadlock") || is(schedule, "end", "livelock"))
    say_blocked(&text, schedule);
  else if (lab_field_word(schedule, "text")[0])
    say_failure(&text, schedule);
  else if (is(schedule, "end", "exit") && json_is_true(json_object_get(schedule, "bad")))
    say_exit(&text, schedule);
  else if (json_is_true(json_object_get(schedule, "bad")) &&
           lab_story_tell(json_object_get(schedule, "steps"), lab_field_word(schedule, "label"), text.all,
                          sizeof text.all))
    text.used = strlen(text.all);
  json_object_set_new(schedule, "sentence", json_string(text.all));
}
