/* SPDX-License-Identifier: MIT */
#include "explore/story.h"
#include "explore/fields.h"
#include "report/explore_cells.h"
#include <stdio.h>
#include <string.h>

static bool is_op(const json_t *step, const char *op) { return strcmp(lab_field_word(step, "op"), op) == 0; }
static bool flag(const json_t *step, const char *key) { return json_is_true(json_object_get(step, key)); }

/* Changes memory, now. */
static bool writes(const json_t *step) {
  return is_op(step, "drain") || is_op(step, "rmw") || (is_op(step, "write") && !flag(step, "buffered")) ||
         (is_op(step, "cas") && !flag(step, "failed"));
}

static bool is_read(const json_t *step) { return is_op(step, "read"); }
static long actor(const json_t *step) { return lab_field_number(step, "actor"); }
static long at(const json_t *step) { return lab_field_number(step, "step"); }

static bool same(const json_t *a, const json_t *b) {
  return lab_field_word(a, "object")[0] && strcmp(lab_field_word(a, "object"), lab_field_word(b, "object")) == 0;
}

static bool has_value(const json_t *a, const char *key, const json_t *b, const char *other) {
  return json_equal(json_object_get(a, key), json_object_get(b, other));
}

/* Steps by index; a pattern is looked for from the first step on, so that the earliest is told. */
struct steps {
  const json_t *all;
  size_t n;
};
static const json_t *step(const struct steps *s, size_t i) { return json_array_get(s->all, i); }

#define NONE ((size_t)-1)

/* The latest read of the same object by the same actor before a write, if it has not written it since. */
static size_t read_before(const struct steps *s, size_t write) {
  const json_t *w = step(s, write);
  for (size_t i = write; i-- > 0;) {
    const json_t *other = step(s, i);
    if (actor(other) == actor(w) && same(other, w) && (is_read(other) || writes(other)))
      return is_read(other) ? i : NONE;
  }
  return NONE;
}

/* The last write of another actor to the object of a step, between two. */
static size_t foreign_write(const struct steps *s, const json_t *of, size_t from, size_t to) {
  for (size_t i = to; i-- > from + 1;)
    if (actor(step(s, i)) != actor(of) && same(step(s, i), of) && writes(step(s, i)))
      return i;
  return NONE;
}

/* Both read, both wrote: x = x + 1. */
static bool tell_overwritten(const struct steps *s, char *text, size_t room) {
  for (size_t i = 0; i < s->n; i++) {
    const json_t *w = step(s, i);
    const size_t read = writes(w) && !is_op(w, "rmw") && !is_op(w, "cas") ? read_before(s, i) : NONE;
    const size_t lost = read == NONE ? NONE : foreign_write(s, w, read, i);
    if (lost == NONE)
      continue;
    const json_t *r = step(s, read), *l = step(s, lost);
    const size_t other = read_before(s, lost);
    const json_t *o = other == NONE ? NULL : step(s, other);
    char value[60];
    lab_explore_value(r, "before", value, sizeof value);
    if (o && has_value(o, "before", r, "before"))
      snprintf(text, room,
               "both actors read %s = %s (steps %ld and %ld); the write of step %ld overwrote that of step %ld",
               lab_field_word(w, "object"), value, at(r) < at(o) ? at(r) : at(o), at(r) < at(o) ? at(o) : at(r), at(w),
               at(l));
    else
      snprintf(text, room,
               "actor %ld went by %s = %s, read at step %ld; its write of step %ld overwrote that of step %ld",
               actor(w), lab_field_word(w, "object"), value, at(r), at(w), at(l));
    return true;
  }
  return false;
}

/* A compare-and-exchange that finds the value it knows, though it was another in between. */
static bool tell_aba(const struct steps *s, char *text, size_t room) {
  for (size_t i = 0; i < s->n; i++) {
    const json_t *cas = step(s, i);
    if (!is_op(cas, "cas") || flag(cas, "failed"))
      continue;
    size_t read = i;
    while (read-- > 0)
      if (actor(step(s, read)) == actor(cas) && same(step(s, read), cas))
        break;
    if (read == NONE || !has_value(step(s, read), is_read(step(s, read)) ? "before" : "after", cas, "before"))
      continue;
    const size_t last = foreign_write(s, cas, read, i), first = last == NONE ? NONE : foreign_write(s, cas, read, last);
    if (first == NONE)
      continue;
    char value[60];
    lab_explore_value(cas, "before", value, sizeof value);
    snprintf(text, room,
             "the compare-and-exchange of step %ld finds %s = %s as actor %ld read it at step %ld, though it changed "
             "and came back in between (steps %ld to %ld)",
             at(cas), lab_field_word(cas, "object"), value, actor(cas), at(step(s, read)), at(step(s, first)),
             at(step(s, last)));
    return true;
  }
  return false;
}

/* Reads its own variable and finds what another has written. */
static bool tell_crossed(const struct steps *s, char *text, size_t room) {
  for (size_t i = 0; i < s->n; i++) {
    const json_t *r = step(s, i);
    size_t own = is_read(r) ? i : 0;
    while (own-- > 0)
      if (actor(step(s, own)) == actor(r) && same(step(s, own), r) && writes(step(s, own)))
        break;
    const size_t other = !is_read(r) || own == NONE ? NONE : foreign_write(s, r, own, i);
    if (other == NONE || has_value(r, "before", step(s, own), "after"))
      continue;
    char value[60];
    lab_explore_value(r, "before", value, sizeof value);
    snprintf(text, room, "actor %ld wrote %s at step %ld, but reads %s at step %ld: actor %ld wrote it at step %ld",
             actor(r), lab_field_word(r, "object"), at(step(s, own)), value, at(r), actor(step(s, other)),
             at(step(s, other)));
    return true;
  }
  return false;
}

/* Reads one thing as another actor has written it, and a second that the same actor is yet to write. */
static bool tell_halfway(const struct steps *s, char *text, size_t room) {
  for (size_t i = 0; i < s->n; i++) {
    const json_t *new = step(s, i), *source = is_read(new) && lab_field_number(new, "from")
                                                  ? step(s, (size_t)lab_field_number(new, "from") - 1)
                                                  : NULL;
    if (!source || actor(source) == actor(new))
      continue;
    for (size_t j = (size_t)lab_field_number(new, "from"); j < s->n; j++) {
      const json_t *old = step(s, j);
      if (!is_read(old) || actor(old) != actor(new) || same(old, new))
        continue;
      size_t write = j + 1;
      while (write < s->n &&
             !(actor(step(s, write)) == actor(source) && same(step(s, write), old) && writes(step(s, write))))
        write++;
      if (write == s->n)
        continue;
      char value[60];
      lab_explore_value(old, "before", value, sizeof value);
      snprintf(text, room,
               "actor %ld sees actor %ld halfway: %s as step %ld wrote it, but %s = %s as it was before step %ld",
               actor(new), actor(source), lab_field_word(new, "object"), at(source), lab_field_word(old, "object"),
               value, at(step(s, write)));
      return true;
    }
  }
  return false;
}

/* Two reads of different things, one before and one after another actor's writes. */
static bool tell_torn(const struct steps *s, char *text, size_t room) {
  for (size_t i = 0; i < s->n; i++) {
    const json_t *first = step(s, i);
    if (!is_read(first))
      continue;
    for (size_t j = i + 1; j < s->n; j++) {
      const json_t *second = step(s, j);
      if (!is_read(second) || actor(second) != actor(first) || same(first, second))
        continue;
      const size_t write = foreign_write(s, second, i, j);
      if (write == NONE)
        continue;
      snprintf(text, room,
               "actor %ld read %s at step %ld, before actor %ld wrote %s (step %ld), and %s at step %ld, after it",
               actor(first), lab_field_word(first, "object"), at(first), actor(step(s, write)),
               lab_field_word(second, "object"), at(step(s, write)), lab_field_word(second, "object"), at(second));
      return true;
    }
  }
  return false;
}

/* Reads what another actor still has in its store buffer. */
static bool tell_buffered(const struct steps *s, char *text, size_t room) {
  for (size_t i = 0; i < s->n; i++) {
    const json_t *store = step(s, i);
    if (!flag(store, "buffered"))
      continue;
    for (size_t j = i + 1; j < s->n && !(is_op(step(s, j), "drain") && same(step(s, j), store)); j++) {
      const json_t *r = step(s, j);
      if (!is_read(r) || !same(r, store) || actor(r) == actor(store))
        continue;
      char value[60];
      lab_explore_value(r, "before", value, sizeof value);
      snprintf(text, room,
               "actor %ld reads %s = %s at step %ld, while the store of step %ld is still in actor %ld's buffer",
               actor(r), lab_field_word(r, "object"), value, at(r), at(store), actor(store));
      return true;
    }
  }
  return false;
}

/* Reads, and another actor's write comes only then. */
static bool tell_early(const struct steps *s, char *text, size_t room) {
  for (size_t i = 0; i < s->n; i++) {
    const json_t *r = step(s, i);
    for (size_t j = i + 1; is_read(r) && j < s->n; j++) {
      const json_t *w = step(s, j);
      if (actor(w) == actor(r) && same(w, r))
        break;
      if (actor(w) == actor(r) || !same(w, r) || !writes(w) || has_value(w, "before", w, "after"))
        continue;
      char value[60];
      lab_explore_value(r, "before", value, sizeof value);
      snprintf(text, room, "actor %ld read %s = %s at step %ld, before actor %ld's write of step %ld", actor(r),
               lab_field_word(r, "object"), value, at(r), actor(w), at(w));
      return true;
    }
  }
  return false;
}

typedef bool pattern(const struct steps *steps, char *text, size_t room);

bool lab_story_tell(const json_t *steps, const char *label, char *text, size_t room) {
  static const struct {
    const char *label; /* begins so */
    pattern *patterns[6];
  } stories[] = {{"lost", {tell_overwritten, tell_buffered, tell_aba, tell_early}},
                 {"duplicated", {tell_aba, tell_overwritten, tell_buffered, tell_early}},
                 {"crossed", {tell_crossed, tell_overwritten}},
                 {"torn", {tell_buffered, tell_halfway, tell_torn, tell_early}},
                 {"stale", {tell_buffered, tell_halfway, tell_torn, tell_early}},
                 {"", {tell_overwritten, tell_aba, tell_buffered, tell_crossed, tell_torn, tell_early}}};
  const struct steps s = {steps, json_array_size(steps)};
  size_t story = 0;
  while (strncmp(label, stories[story].label, strlen(stories[story].label)) != 0)
    story++;
  for (size_t p = 0; p < sizeof stories->patterns / sizeof *stories->patterns && stories[story].patterns[p]; p++)
    if (stories[story].patterns[p](&s, text, room))
      return true;
  return false;
}

bool lab_story_lost_signal(const json_t *steps, const char *object, long waiter, char *text, size_t room) {
  const json_t *lost = NULL, *wait = NULL, *one;
  size_t i;
  json_array_foreach(steps, i, one) {
    if (strcmp(lab_field_word(one, "object"), object) != 0)
      continue;
    if ((is_op(one, "signal") || is_op(one, "broadcast")) && lab_field_number(one, "waiters") == 0 &&
        actor(one) != waiter)
      lost = one;
    if (is_op(one, "wait") && actor(one) == waiter)
      wait = one;
  }
  if (!lost || !wait || at(wait) < at(lost))
    return false;
  snprintf(text, room,
           "actor %ld's %s at step %ld found nobody waiting on %s; actor %ld began to wait at step %ld and is never "
           "woken",
           actor(lost), lab_field_word(lost, "op"), at(lost), object, waiter, at(wait));
  return true;
}

bool lab_story_freed(const json_t *steps, const char *object, char *text, size_t room) {
  const size_t length = object[0] == '#' ? 1 + strspn(object + 1, "0123456789") : 0;
  const json_t *one;
  size_t i;
  if (length == 0)
    return false;
  json_array_foreach(steps, i, one) {
    char place[80];
    if (!is_op(one, "free") || strncmp(lab_field_word(one, "object"), object, length) != 0 ||
        strlen(lab_field_word(one, "object")) != length)
      continue;
    lab_explore_place(one, place, sizeof place);
    snprintf(text, room, "actor %ld freed it at step %ld%s%s", actor(one), at(one), place[0] ? ", " : "", place);
    return true;
  }
  return false;
}
