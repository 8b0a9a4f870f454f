/* SPDX-License-Identifier: MIT */
#include "explore/examine.h"
#include "explore/enrich.h"
#include "explore/run.h"
#include "stats/verdict.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT_SECONDS 0.2 /* for the exact number of interleavings of a size that failed */
#define OPS_GROWN 2u      /* operations that are tried where nobody says how many */
#define OPS_MOST 8u       /* more are not tried even where somebody does: it would not end */
#define SHARE 0.7         /* of the time that is left, for a size that is not the last */
#define RUN_SHOWN 3u      /* steps in a row of one actor that are spelled out */

/* -- What is to be searched. -- */
/* A fixed one may own up to a data race that does no harm. */
static bool expects_bug(const struct lab_info *info) {
  return info->role != LAB_ROLE_FIXED && lab_words_have_bug(info->expect[LAB_ENGINE_EXPLORE]);
}

static void add_size(struct lab_examination *e, unsigned threads, unsigned long ops, bool tso) {
  if (e->n_plan < LAB_EXPLORED_SIZES)
    e->plan[e->n_plan++] = (struct lab_explored_size){.threads = threads, .ops = ops, .tso = tso};
}

static void add_sizes(struct lab_examination *e, const struct lab_job *job, const struct lab_request *request) {
  const unsigned long most = request->ops && request->ops < OPS_GROWN ? request->ops : OPS_GROWN;
  for (int tso = 0; tso < 2; tso++) {
    for (unsigned long ops = 1; ops <= most; ops++)
      add_size(e, job->threads, ops, tso);
    if (request->ops > OPS_GROWN && request->ops <= OPS_MOST)
      add_size(e, job->threads, request->ops, tso);
  }
  if (expects_bug(job->info) && !request->threads && job->threads == 2)
    add_size(e, 3, 1, false);
}

static bool refuse(struct lab_examination *e, const char *why) {
  snprintf(e->refused, sizeof e->refused, "%s", why);
  return false;
}

bool lab_examination_begin(struct lab_examination *e, const struct lab_job *job, const struct lab_request *request,
                           double seconds) {
  *e = (struct lab_examination){
      .info = job->info, .seconds = seconds, .threads_said = request->threads != 0, .found = lab_exploration_new()};
  snprintf(e->host, sizeof e->host, "%s/%s", job->info->hosts, lab_engine_facts(LAB_ENGINE_EXPLORE)->host);
  add_sizes(e, job, request);
  if (!e->found)
    return refuse(e, "no memory for the results");
  e->unsuited = job->info->kind == LAB_PROCESSES || job->info->kind == LAB_TIMED;
  if (job->info->kind == LAB_PROCESSES)
    return refuse(e, "not explored: its actors are processes; the explorer runs threads of one process");
  if (job->info->kind == LAB_TIMED)
    return refuse(e, "not explored: it is about time, which the explorer does not have");
  if (access(e->host, X_OK) != 0)
    return refuse(e, "not explored: there is no lab-explore beside its other hosts");
  return true;
}

char **lab_examination_next(struct lab_examination *e, double *seconds) {
  static char identity[9];
  if (e->refused[0] || e->at >= e->n_plan || (e->seconds <= 0 && !e->counting))
    return NULL;
  const struct lab_explored_size *size = &e->plan[e->at];
  const bool last = e->at + 1 == e->n_plan;
  *seconds = e->counting ? COUNT_SECONDS : last ? e->seconds : e->seconds * SHARE;
  char threads[24], ops[24];
  snprintf(threads, sizeof threads, "%u", e->threads_said || size->threads != e->info->threads ? size->threads : 0);
  snprintf(ops, sizeof ops, "%lu", size->ops);
  const char *words[] = {threads, ops, size->tso ? "tso" : "sc"};
  struct lab_error ignored = {0};
  char *const source[] = {e->info->source};
  /* As the command does it, so that a token of ours is one of its own. */
  const bool known =
      e->info->source && lab_explore_identity(identity, source, 1, words, sizeof words / sizeof *words, &ignored);
  const struct lab_explore_request request = {.executable = e->host,
                                              .variant = e->info->name,
                                              .memory = size->tso ? "tso" : "sc",
                                              .identity = known ? identity : NULL,
                                              .threads = size->threads,
                                              .ops = size->ops,
                                              .seconds = *seconds,
                                              .count = e->counting};
  return lab_explore_command(&request);
}

/* -- What was found. -- */
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

static void take_failure(struct lab_examination *e, json_t *result) {
  const json_t *schedule = json_object_get(result, "schedule");
  struct lab_exploration *found = e->found;
  found->failed = e->counting = true;
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
  json_array_foreach(names, i, name) fprintf(out, "%s%s()", i ? ", " : "", json_string_value(name));
  fclose(out);
  return text;
}

/* Up to how many preemptions every interleaving was searched; -1: not even with none. */
static int preemptions_of(const json_t *phases) {
  int most = -1;
  size_t p;
  const json_t *phase;
  json_array_foreach(phases, p, phase) {
    const char *strategy = json_string_value(json_object_get(phase, "strategy"));
    const char *stopped = json_string_value(json_object_get(phase, "stopped"));
    int bound;
    if (strategy && stopped && strcmp(stopped, "exhausted") == 0 && sscanf(strategy, "bound:%d", &bound) == 1 &&
        bound > most)
      most = bound;
  }
  return most;
}

/* Carried through, in one search if that is a proof, or else in all of them. */
static uint64_t executions_of(const json_t *phases, const json_t *counted, bool exhausted) {
  uint64_t all = 0;
  size_t p;
  const json_t *phase;
  json_array_foreach(phases, p, phase) all += count_of(phase, "complete");
  return exhausted ? count_of(counted, "complete") : all;
}

/* A size that has one in it which already took too long: no proof of it will be had, and no bug is expected. */
static bool is_hopeless(const struct lab_examination *e, const struct lab_explored_size *size) {
  const struct lab_exploration *found = e->found;
  for (unsigned s = 0; s < found->n_sizes && !expects_bug(e->info); s++) {
    const struct lab_explored_size *smaller = &found->sizes[s];
    if (!smaller->exhausted && smaller->threads <= size->threads && smaller->ops <= size->ops &&
        smaller->tso <= size->tso)
      return true;
  }
  return false;
}

static void take_size(struct lab_examination *e, json_t *result, double seconds) {
  const json_t *phases = json_object_get(result, "phases");
  const json_t *phase = json_array_get(phases, count_of(result, "counted"));
  struct lab_exploration *found = e->found;
  struct lab_explored_size *size = &found->sizes[found->n_sizes++];
  *size = e->plan[e->at];
  size->seconds = seconds;
  size->failing = count_of(phase, "failing");
  size->exhausted = json_is_true(json_object_get(result, "exhausted"));
  size->executions = executions_of(phases, phase, size->exhausted || size->failing > 0);
  size->preemptions = preemptions_of(phases);
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
    do
      e->at++;
    while (e->at < e->n_plan && is_hopeless(e, &e->plan[e->at]));
}

/* Every interleaving of the size that failed, if there was time for all. */
static void take_count(struct lab_examination *e, const json_t *result) {
  const json_t *phase = json_array_get(json_object_get(result, "phases"), count_of(result, "counted"));
  e->counting = false;
  e->at = e->n_plan;
  const char *stopped = json_string_value(json_object_get(phase, "stopped"));
  if (!json_is_true(json_object_get(result, "every_interleaving")) || !stopped || strcmp(stopped, "exhausted") != 0)
    return;
  e->found->interleavings = count_of(phase, "complete");
  e->found->failing_interleavings = count_of(phase, "failing");
  take_outcomes(e, result);
}

void lab_examination_take(struct lab_examination *e, const char *text, size_t size, double seconds) {
  json_t *result = json_loadb(text, size, 0, NULL);
  e->seconds -= seconds;
  if (!result && !e->counting)
    refuse(e, "the explorer's host handed over no result");
  else if (e->counting)
    take_count(e, result);
  else
    take_size(e, result, seconds);
  json_decref(result);
}
