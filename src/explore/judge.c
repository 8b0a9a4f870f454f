/* SPDX-License-Identifier: MIT */
#include "explore/judge.h"
#include "explore/fields.h"
#include <lab/lab.h>
#include <stdio.h>
#include <string.h>

/* Calls for each word of what is declared; true once one of the calls is. */
static bool any_word(const char *declared, bool (*is)(const char *word, size_t length, const char *what),
                     const char *what) {
  for (const char *w = declared; w && *w;) {
    const size_t length = strcspn(w, "|");
    if (is(w, length, what))
      return true;
    w += length + (w[length] == '|');
  }
  return false;
}

/* "lost 1" is what "lost" means. */
static bool begins(const char *word, size_t length, const char *label) { return strncmp(label, word, length) == 0; }

static bool is_no_holding(const char *word, size_t length, const char *unused) {
  (void)unused;
  return length != strlen(LAB_HOLDS) || strncmp(word, LAB_HOLDS, length) != 0;
}

bool lab_explore_expects_bug(const char *declared) { return any_word(declared, is_no_holding, NULL); }

bool lab_explore_failed(const json_t *result) {
  size_t i;
  const json_t *outcome;
  json_array_foreach(json_object_get(result, "outcomes"), i,
                     outcome) if (json_is_true(json_object_get(outcome, "bad"))) return true;
  return json_is_true(json_object_get(json_object_get(result, "schedule"), "bad"));
}

const char *lab_explore_refusal(const json_t *result) {
  size_t i;
  const json_t *outcome;
  json_array_foreach(json_object_get(result, "outcomes"), i,
                     outcome) if (strcmp(lab_field_word(outcome, "label"), "not-modelled") ==
                                  0) return lab_field_word(outcome, "text");
  return NULL;
}

/* A loop that is in another state at each turn was followed for so many turns only. */
static bool counts_turns(const json_t *result) {
  enum { LIMIT_TURNS = 8 }; /* LAB_LIMIT_TURNS of the engine */
  return lab_field_flag(result, "counts_turns") || (lab_field_number(result, "limits") & LIMIT_TURNS);
}

int lab_explore_searched(const json_t *result) {
  int most = -1, bound = 0;
  size_t i;
  const json_t *phase;
  if (counts_turns(result))
    return -1;
  json_array_foreach(json_object_get(result, "phases"), i, phase) {
    const bool all = strcmp(lab_field_word(phase, "stopped"), "exhausted") == 0 && !lab_field_number(phase, "cut") &&
                     !lab_field_number(phase, "failing");
    if (all && sscanf(lab_field_word(phase, "strategy"), "bound:%d", &bound) == 1 && bound > most)
      most = bound;
  }
  return most;
}

static bool is_shown(const json_t *result, const char *declared) {
  size_t i;
  const json_t *outcome, *schedule = json_object_get(result, "schedule");
  if (json_array_size(json_object_get(result, "races")) > 0 && any_word(declared, begins, LAB_DATA_RACE))
    return true;
  json_array_foreach(json_object_get(result, "outcomes"), i,
                     outcome) if (json_is_true(json_object_get(outcome, "bad")) &&
                                  any_word(declared, begins, lab_field_word(outcome, "label"))) return true;
  return json_is_true(json_object_get(schedule, "bad")) &&
         any_word(declared, begins, lab_field_word(schedule, "label"));
}

int lab_explore_judge(const json_t *result, const char *declared) {
  const bool failed = lab_explore_failed(result);
  if (!failed && lab_explore_refusal(result))
    return 77;
  if (!declared)
    return failed;
  /* As lab check: who declares to hold declares that there is no data race.  Calls that are not seen into may put in
   * order what looks like one. */
  if (!lab_explore_expects_bug(declared))
    return failed || (json_array_size(json_object_get(result, "races")) > 0 &&
                      json_array_size(json_object_get(result, "unseen")) == 0);
  const bool may_hold = any_word(declared, begins, LAB_HOLDS);
  return is_shown(result, declared) || (!failed && may_hold) ? 0 : 1;
}
