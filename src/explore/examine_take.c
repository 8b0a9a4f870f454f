/* SPDX-License-Identifier: MIT */
/* What an examination takes from the host's results. */
#include "explore/assembly.h"
#include "explore/enrich.h"
#include "explore/examine.h"
#include "explore/judge.h"
#include "stats/record.h"
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUN_SHOWN 3u /* steps in a row of one actor that are spelled out */

static uint64_t count_of(const json_t *object, const char *key) {
  const json_int_t value = json_integer_value(json_object_get(object, key));
  return value > 0 ? (uint64_t)value : 0;
}

/* Length of "lost 1" at the start of a label, and of its word, "lost"; 0 where no tally stands there. */
static size_t tally_at(const char *label, size_t *word) {
  for (unsigned t = 0; t < LAB_TALLIES; t++) {
    const char *name = lab_tally_name((enum lab_tally)t);
    *word = strlen(name);
    if (strncmp(label, name, *word) == 0 && label[*word] == ' ' && isdigit((unsigned char)label[*word + 1]))
      return *word + 1 + strspn(label + *word + 1, "0123456789");
  }
  return 0;
}

static void saw_word(struct lab_exploration *found, const char *word, bool bad, uint64_t executions) {
  for (unsigned w = 0; w < found->n_words; w++)
    if (strcmp(found->words[w].word, word) == 0) {
      found->words[w].executions += executions;
      found->words[w].bad |= bad;
      return;
    }
  if (found->n_words == LAB_EXPLORED_WORDS)
    return;
  struct lab_explored_word *new = &found->words[found->n_words++];
  *new = (struct lab_explored_word){.bad = bad, .executions = executions};
  snprintf(new->word, sizeof new->word, "%s", word);
}

/* "lost 1, duplicated 2" is lost and duplicated; any other label is itself: "deadlock", "0, 1". */
static void saw(struct lab_exploration *found, const char *label, bool bad, uint64_t executions) {
  size_t word, length = tally_at(label, &word);
  if (length == 0)
    saw_word(found, label, bad, executions);
  for (; length > 0; length = tally_at(label, &word)) {
    char name[sizeof found->words[0].word];
    snprintf(name, sizeof name, "%.*s", (int)word, label);
    saw_word(found, name, bad, executions);
    label += length;
    label += strspn(label, ", ");
  }
}

static void take_outcomes(struct lab_examination *e, const json_t *result) {
  size_t i;
  const json_t *outcome;
  e->found->n_words = 0;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) {
    const char *label = json_string_value(json_object_get(outcome, "label"));
    const char *text = json_string_value(json_object_get(outcome, "text"));
    if (label && strcmp(label, "not-modelled") == 0) {
      snprintf(e->refused, sizeof e->refused, "not explored: %s", text ? text : "");
      e->unsuited = true;
    } else if (label)
      saw(e->found, label, json_is_true(json_object_get(outcome, "bad")), count_of(outcome, "executions"));
  }
}

/* "T1 T2 T2 T1"; what an actor does in many steps is "T1*5", the emptying of its store buffer "B1". */
static char *schedule_of(const json_t *steps) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  for (size_t s = 0; out && s < json_array_size(steps);) {
    const json_t *step = json_array_get(steps, s);
    const json_int_t actor = json_integer_value(json_object_get(step, "actor"));
    const bool buffer = json_is_true(json_object_get(step, "buffer"));
    unsigned run = 0;
    while (s < json_array_size(steps) &&
           json_integer_value(json_object_get(json_array_get(steps, s), "actor")) == actor &&
           json_is_true(json_object_get(json_array_get(steps, s), "buffer")) == buffer) {
      run++;
      s++;
    }
    for (unsigned r = 0; r < (run > RUN_SHOWN ? 1 : run); r++)
      fprintf(out, "%s%c%lld", ftell(out) ? " " : "", buffer ? 'B' : 'T', (long long)actor);
    if (run > RUN_SHOWN)
      fprintf(out, "*%u", run);
  }
  if (out && fclose(out) == 0 && size > 0)
    return text;
  free(text);
  return NULL;
}

static char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text && *text ? strdup(text) : NULL;
}

static bool is_any_bad(const struct lab_exploration *found) {
  for (unsigned w = 0; w < found->n_words; w++)
    if (found->words[w].bad)
      return true;
  return false;
}

static void take_failure(struct lab_examination *e, json_t *result) {
  const json_t *schedule = json_object_get(result, "schedule");
  struct lab_exploration *found = e->found;
  const char *label = json_string_value(json_object_get(schedule, "label"));
  found->failed = e->counting = true;
  if (label && !is_any_bad(found))
    saw(found, label, true, found->sizes[found->n_sizes - 1].failing);
  found->schedule = schedule_of(json_object_get(schedule, "steps"));
  found->token = text_of(schedule, "token");
  lab_explore_enrich(result, e->host);
  found->sentence = text_of(json_object_get(result, "schedule"), "sentence");
}

/* "ck_epoch_poll(), ck_epoch_barrier()"; NULL: it called nothing that the explorer does not see into. */
static char *unseen_of(const json_t *result) {
  const json_t *names = json_object_get(result, "unseen"), *name;
  char *text = NULL;
  size_t size = 0, i;
  FILE *out = json_array_size(names) > 0 ? open_memstream(&text, &size) : NULL;
  if (!out)
    return NULL;
  json_array_foreach(names, i, name) {
    const char *text_of_it = json_string_value(name); /* a function, or a phrase */
    fprintf(out, "%s%s%s", i ? ", " : "", text_of_it, strchr(text_of_it, ' ') ? "" : "()");
  }
  fclose(out);
  return text;
}

/* Carried through, in one search if that is a proof, or else in all of them. */
static uint64_t executions_of(const json_t *phases, const json_t *counted, bool exhausted) {
  uint64_t all = 0;
  size_t p;
  const json_t *phase;
  json_array_foreach(phases, p, phase) all += count_of(phase, "complete");
  return exhausted ? count_of(counted, "complete") : all;
}

/* The search to go by: the one whose outcomes are told, unless time was up before it failed and another one had. */
static const json_t *telling_phase(const json_t *result) {
  const json_t *phases = json_object_get(result, "phases");
  const json_t *told = json_array_get(phases, count_of(result, "counted"));
  for (size_t p = json_array_size(phases); p-- > 0 && count_of(told, "failing") == 0;)
    if (count_of(json_array_get(phases, p), "failing") > 0)
      return json_array_get(phases, p);
  return told;
}

static void take_size(struct lab_examination *e, json_t *result, double seconds) {
  const json_t *phases = json_object_get(result, "phases"), *phase = telling_phase(result);
  struct lab_exploration *found = e->found;
  struct lab_explored_size *size = &found->sizes[found->n_sizes++];
  *size = e->sizes.all[e->sizes.at];
  size->seconds = seconds;
  size->failing = count_of(phase, "failing");
  size->exhausted = json_is_true(json_object_get(result, "exhausted"));
  size->executions = executions_of(phases, phase, size->exhausted || size->failing > 0);
  size->preemptions = lab_explore_searched(result);
  lab_explore_find_assembly(result, &e->info->source, 1);
  if (!found->unseen)
    found->unseen = unseen_of(result);
  if (json_array_size(json_object_get(result, "races")) > found->races)
    found->races = json_array_size(json_object_get(result, "races"));
  if (found->unseen)
    found->races = 0; /* they may be in an order that it was not seen to make */
  take_outcomes(e, result);
  if (json_is_true(json_object_get(json_object_get(result, "schedule"), "bad")))
    take_failure(e, result);
  else
    lab_explore_sizes_searched(&e->sizes, size->exhausted);
}

/*
 * Every interleaving of the size that failed, if there was time for all, and none has a loop that waits: of those there
 * are as many as one likes.
 */
static void take_count(struct lab_examination *e, const json_t *result) {
  const json_t *phase = json_array_get(json_object_get(result, "phases"), count_of(result, "counted"));
  e->counting = false;
  e->over = true;
  const char *stopped = json_string_value(json_object_get(phase, "stopped"));
  if (!json_is_true(json_object_get(result, "every_interleaving")) || !stopped || strcmp(stopped, "exhausted") != 0 ||
      count_of(phase, "futile") > 0)
    return;
  e->found->interleavings = count_of(phase, "complete");
  e->found->failing_interleavings = count_of(phase, "failing");
  take_outcomes(e, result);
}

void lab_examination_take(struct lab_examination *e, const char *text, size_t size, double seconds) {
  json_t *result = json_loadb(text, size, 0, NULL);
  e->seconds -= seconds;
  if (!result && !e->counting)
    snprintf(e->refused, sizeof e->refused, "the explorer's host handed over no result");
  else if (e->counting)
    take_count(e, result);
  else
    take_size(e, result, seconds);
  json_decref(result);
}
