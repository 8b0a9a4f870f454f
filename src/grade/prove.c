/* SPDX-License-Identifier: MIT */
/*
 * Every interleaving of a few operations: what decides a verdict.
 */
#include "explore/enrich.h"
#include "explore/run.h"
#include "grade/bench.h"
#include "plan/capture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define EXPLORE_SECONDS                                                                                                \
  120.0 /* of the process; the search itself is bounded by executions, which are everywhere alike */
#define SEARCH_SECONDS 100.0
#define NOT_MODELLED "not-modelled" /* the explorer's word for what it cannot see into */
#define RESULT_BYTES ((size_t)64 << 20)

static const char *word(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

/* -- Running it. -- */
static json_t *run(struct lab_bench *bench, struct lab_explore_request *request, struct lab_error *error) {
  char executable[PATH_MAX + 64], hosts[PATH_MAX + 40];
  struct lab_argv words = {0};
  struct lab_capture capture;
  snprintf(hosts, sizeof hosts, "%s/libexec/lab", bench->tree);
  snprintf(executable, sizeof executable, "%s/lab-explore", hosts);
  request->executable = executable;
  lab_sandbox_words(&bench->assignment->sandbox, LAB_SANDBOX_EXPLORE, hosts, &words);
  for (char **w = lab_explore_command(request); *w; w++)
    lab_argv_add(&words, *w);
  json_t *result = NULL;
  const bool ended = lab_capture_run(&capture, words.all, EXPLORE_SECONDS, RESULT_BYTES);
  if (ended)
    result = json_loadb(capture.out, capture.size, 0, NULL);
  if (!result)
    lab_fail(error, WIFEXITED(capture.status) && WEXITSTATUS(capture.status) == 77 ? 77 : 1, "the explorer %s",
             ended ? "gave no result" : lab_capture_reason(&capture));
  lab_capture_clear(&capture);
  lab_argv_clear(&words);
  if (result)
    lab_explore_enrich(result, executable);
  return result;
}

/* The identity that `lab explore FILE --threads N --ops N` gives the file, so that its schedules can be replayed. */
static void identify(const struct lab_bench *bench, const struct lab_bound *bound, char identity[9]) {
  char threads[24], ops[24];
  char *const files[] = {bench->handed->file};
  struct lab_error none = {0};
  snprintf(threads, sizeof threads, "%u", bound->actors);
  snprintf(ops, sizeof ops, "%lu", bound->ops);
  const char *const words[] = {threads, ops, bound->tso ? "tso" : "sc"};
  if (!lab_explore_identity(identity, files, 1, words, 3, &none))
    snprintf(identity, 9, "0");
}

/* -- What it found. -- */
/* Places are named by file and line; where the file lay while it was graded is nobody's business. */
static void drop_paths(json_t *value) {
  const char *key;
  json_t *member;
  void *next;
  size_t i;
  if (json_is_array(value)) {
    json_array_foreach(value, i, member) drop_paths(member);
    return;
  }
  json_object_foreach_safe(value, next, key, member) {
    if (strcmp(key, "path") == 0)
      json_object_del(value, key);
    else
      drop_paths(member);
  }
}

/* The outcome that is bad, of which there is a schedule; else any that is bad; else NULL. */
static const json_t *bad_outcome(const json_t *result) {
  const json_t *outcome, *found = NULL, *schedule = json_object_get(result, "schedule");
  size_t i;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) {
    if (!json_is_true(json_object_get(outcome, "bad")) || strcmp(word(outcome, "label"), NOT_MODELLED) == 0)
      continue;
    if (!found || strcmp(word(outcome, "label"), word(schedule, "label")) == 0)
      found = outcome;
  }
  const bool shown =
      json_is_true(json_object_get(schedule, "bad")) && strcmp(word(schedule, "label"), NOT_MODELLED) != 0;
  return found ? found : shown ? schedule : NULL;
}

static bool has_outcome(const json_t *result, const char *label) {
  const json_t *outcome;
  size_t i;
  json_array_foreach(json_object_get(result, "outcomes"), i,
                     outcome) if (strcmp(word(outcome, "label"), label) == 0) return true;
  return false;
}

static void note_right(struct lab_bench *bench, const json_t *result) {
  const json_t *outcome;
  size_t i;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) bench->sometimes |=
      !json_is_true(json_object_get(outcome, "bad"));
}

static void note_waiting(struct lab_bench *bench, const json_t *result) {
  const json_t *phase;
  size_t i;
  json_array_foreach(json_object_get(result, "phases"), i, phase) bench->waits |=
      json_integer_value(json_object_get(phase, "futile")) > 0;
}

/* "lost" of "lost 2, torn 1"; "observed" of "0, 1". */
static void mistake_of(const char *label, char *mistake, size_t size) {
  const size_t length = strcspn(label, " ,");
  if (label[0] >= 'a' && label[0] <= 'z')
    snprintf(mistake, size, "%.*s", (int)length, label);
  else
    snprintf(mistake, size, "observed");
}

static bool fail_outcome(struct lab_bench *bench, json_t *result, const json_t *bad, const struct lab_bound *bound) {
  char mistake[40];
  const json_t *schedule = json_object_get(result, "schedule");
  const char *label = word(bad, "label"), *sentence = word(schedule, "sentence");
  mistake_of(label, mistake, sizeof mistake);
  drop_paths(result);
  json_object_set(bench->result, "exploration", result);
  return lab_bench_conclude(bench, LAB_JUDGED_FAIL, mistake, "%u actors x %lu operation%s can end in \"%s\"%s%s%s",
                            bound->actors, bound->ops, bound->ops == 1 ? "" : "s", label,
                            bound->tso ? " on x86, whose stores wait in a buffer" : "", sentence[0] ? ": " : "",
                            sentence);
}

static bool fail_race(struct lab_bench *bench, json_t *result) {
  const json_t *race = json_array_get(json_object_get(result, "races"), 0), *sides = json_object_get(race, "sides");
  const json_t *a = json_array_get(sides, 0), *b = json_array_get(sides, 1);
  const json_t *here = json_object_get(a, "place"), *there = json_object_get(b, "place");
  drop_paths(result);
  json_object_set(bench->result, "exploration", result);
  return lab_bench_conclude(bench, LAB_JUDGED_FAIL, "data-race",
                            "data race on %s: nothing orders the %s in line %d (%s) and the %s in line %d (%s)",
                            word(race, "object"), word(a, "op"), (int)json_integer_value(json_object_get(here, "line")),
                            word(here, "text"), word(b, "op"), (int)json_integer_value(json_object_get(there, "line")),
                            word(there, "text"));
}

static bool judge(struct lab_bench *bench, json_t *result, const struct lab_bound *bound) {
  const bool raced = json_array_size(json_object_get(result, "races")) > 0;
  const json_t *bad = bad_outcome(result);
  bench->raced |= raced;
  note_right(bench, result);
  note_waiting(bench, result);
  const bool exhausted = json_is_true(json_object_get(result, "exhausted")) &&
                         json_integer_value(json_object_get(result, "limits")) == 0 &&
                         json_integer_value(json_object_get(result, "nondeterministic")) == 0;
  bench->explored |= exhausted;
  if (bad)
    return fail_outcome(bench, result, bad, bound);
  if (has_outcome(result, NOT_MODELLED))
    return lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "explore", "it calls something that cannot be explored");
  if (raced)
    return fail_race(bench, result);
  if (!exhausted)
    return lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "explore",
                              "%u actors x %lu operations were not explored to the end within %lu executions",
                              bound->actors, bound->ops, bench->assignment->rubric.executions);
  return true;
}

static bool explore_bound(struct lab_bench *bench, const struct lab_bound *bound) {
  char identity[9];
  struct lab_error error = {0};
  identify(bench, bound, identity);
  char name[2 * LAB_WRAPPER_MAX];
  snprintf(name, sizeof name, "%s/" LAB_BENCH_VARIANT, bench->assignment->exercise->lab);
  struct lab_explore_request request = {.variant = name,
                                        .threads = bound->actors,
                                        .ops = bound->ops,
                                        .memory = bound->tso ? "tso" : "sc",
                                        .identity = identity,
                                        .executions = bench->assignment->rubric.executions,
                                        .seconds = SEARCH_SECONDS};
  json_t *result = run(bench, &request, &error);
  if (!result && error.code == 77)
    return lab_bench_trouble(bench, &error);
  if (!result)
    return lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "explore", "%s", error.text);
  const bool good = judge(bench, result, bound);
  json_decref(result);
  return good;
}

/* -- The control. -- */
/* Every number in the label is one that only the control's audit makes: a multiple of its amount, or beside it. */
static bool is_off(const struct lab_bench *bench, const char *label) {
  const bool observes = bench->assignment->exercise->n_outcomes > 0;
  const long amount = (long)bench->control;
  unsigned numbers = 0;
  for (const char *c = label; *c;) {
    const bool sign = *c == '-' && c[1] >= '0' && c[1] <= '9'; /* not that of "out-of-order" */
    if ((*c < '0' || *c > '9') && !sign) {
      c++;
      continue;
    }
    char *end = NULL;
    const long number = strtol(c, &end, 10);
    if (observes ? number < amount / 2 || number > 2 * amount : number == 0 || number % amount != 0)
      return false;
    numbers++;
    c = end;
  }
  return numbers > 0;
}

static bool explore_control(struct lab_bench *bench) {
  const struct lab_bound *bound = &bench->assignment->rubric.bounds[0];
  struct lab_error error = {0};
  char name[2 * LAB_WRAPPER_MAX];
  snprintf(name, sizeof name, "%s/" LAB_BENCH_CONTROL, bench->assignment->exercise->lab);
  struct lab_explore_request request = {
      .variant = name, .threads = bound->actors, .ops = bound->ops, .strategy = "bound:0", .seconds = SEARCH_SECONDS};
  json_t *result = run(bench, &request, &error);
  const json_t *outcome;
  size_t i, n = json_array_size(json_object_get(result, "outcomes"));
  bool good = n > 0;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) good =
      good && json_is_true(json_object_get(outcome, "bad")) && is_off(bench, word(outcome, "label"));
  json_decref(result);
  return good || lab_bench_conclude(bench, LAB_JUDGED_FAIL, "tampering",
                                    "it tampers with the audit: what must be found in the control is not");
}

bool lab_bench_explore(struct lab_bench *bench) {
  const struct lab_rubric *rubric = &bench->assignment->rubric;
  bool held = true;
  for (unsigned b = 0; b < rubric->n_bounds && held; b++)
    held = explore_bound(bench, &rubric->bounds[b]);
  if (held)
    return explore_control(bench);
  /* What could not be decided here may be decided by the other engines. */
  return lab_judgement_of(bench->result) == LAB_JUDGED_INCONCLUSIVE;
}
