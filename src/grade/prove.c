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
#define SAMPLE_OPS_MAX 1000ul
#define SAMPLE_STEPS 1000000ul
#define SAMPLE_SECONDS 20.0
#define STEPS_SHOWN 300

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

/* What can be shown of it: nobody reads thousands of steps. */
static void keep_exploration(struct lab_bench *bench, json_t *result) {
  drop_paths(result);
  if (json_array_size(json_object_get(json_object_get(result, "schedule"), "steps")) <= STEPS_SHOWN)
    json_object_set(bench->result, "exploration", result);
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

/* What is said of the outcome with this label; NULL: there was none. */
static const char *has_outcome(const json_t *result, const char *label) {
  const json_t *outcome;
  size_t i;
  json_array_foreach(json_object_get(result, "outcomes"), i,
                     outcome) if (strcmp(word(outcome, "label"), label) == 0) return word(outcome, "text");
  return NULL;
}

static void note_right(struct lab_bench *bench, const json_t *result) {
  const json_t *outcome;
  size_t i;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) {
    if (json_is_true(json_object_get(outcome, "bad")))
      continue;
    bench->sometimes = true;
    json_object_set_new(bench->reached, word(outcome, "label"), json_true());
  }
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
  const bool brief = json_array_size(json_object_get(schedule, "steps")) > STEPS_SHOWN;
  mistake_of(word(bad, "label"), mistake, sizeof mistake);
  const char *label = brief ? mistake : word(bad, "label"), *sentence = brief ? "" : word(schedule, "sentence");
  keep_exploration(bench, result);
  return lab_bench_conclude(bench, LAB_JUDGED_FAIL, mistake, "%u actor%s x %lu operation%s can end in \"%s\"%s%s%s",
                            bound->actors, bound->actors == 1 ? "" : "s", bound->ops, bound->ops == 1 ? "" : "s", label,
                            bound->tso ? " on x86, whose stores wait in a buffer" : "", sentence[0] ? ": " : "",
                            sentence);
}

static bool fail_race(struct lab_bench *bench, json_t *result) {
  const json_t *race = json_array_get(json_object_get(result, "races"), 0), *sides = json_object_get(race, "sides");
  const json_t *a = json_array_get(sides, 0), *b = json_array_get(sides, 1);
  const json_t *here = json_object_get(a, "place"), *there = json_object_get(b, "place");
  keep_exploration(bench, result);
  return lab_bench_conclude(bench, LAB_JUDGED_FAIL, "data-race",
                            "data race on %s: nothing orders the %s in line %d (%s) and the %s in line %d (%s)",
                            word(race, "object"), word(a, "op"), (int)json_integer_value(json_object_get(here, "line")),
                            word(here, "text"), word(b, "op"), (int)json_integer_value(json_object_get(there, "line")),
                            word(there, "text"));
}

/*
 * To the letter of C11, who reads under a sequence lock races, and throws it away; and what libck's compiled functions
 * put in order the explorer does not see.  There ThreadSanitizer decides.
 */
static bool has_race(const struct lab_bench *bench, const json_t *result) {
  return !bench->sequenced && json_array_size(json_object_get(result, "unseen")) == 0 &&
         json_array_size(json_object_get(result, "races")) > 0;
}

static bool judge(struct lab_bench *bench, json_t *result, const struct lab_bound *bound) {
  const bool raced = has_race(bench, result);
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
    return lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "explore", "it cannot be explored: %s",
                              has_outcome(result, NOT_MODELLED));
  if (raced)
    return fail_race(bench, result);
  bench->cut |= !exhausted;
  if (!exhausted)
    return lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "explore",
                              "%u actor%s x %lu operation%s: not explored to the end within %lu executions",
                              bound->actors, bound->actors == 1 ? "" : "s", bound->ops, bound->ops == 1 ? "" : "s",
                              bench->assignment->rubric.executions);
  return true;
}

/* Explores this variant of the submission, beyond what request says; NULL with error set. */
static json_t *explore(struct lab_bench *bench, const char *variant, const struct lab_bound *bound,
                       struct lab_explore_request request, struct lab_error *error) {
  char identity[9], name[2 * LAB_WRAPPER_MAX];
  identify(bench, bound, identity);
  snprintf(name, sizeof name, "%s/%s", bench->assignment->exercise->lab, variant);
  request.variant = name;
  request.threads = bound->actors;
  request.ops = bound->ops;
  request.memory = bound->tso ? "tso" : "sc";
  request.identity = identity;
  if (!request.executions)
    request.executions = bench->assignment->rubric.executions;
  if (request.seconds <= 0)
    request.seconds = SEARCH_SECONDS;
  return run(bench, &request, error);
}

static bool explore_bound(struct lab_bench *bench, const struct lab_bound *bound) {
  struct lab_error error = {0};
  json_t *result = explore(bench, LAB_BENCH_VARIANT, bound, (struct lab_explore_request){0}, &error);
  if (!result && error.code == 77)
    return lab_bench_trouble(bench, &error);
  if (!result)
    return lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "explore", "%s", error.text);
  const bool good = judge(bench, result, bound);
  json_decref(result);
  return good;
}

/* -- Samples: more actors and operations than can be explored to the end, by chance that is the same every time. -- */
static bool judge_sample(struct lab_bench *bench, json_t *result, const struct lab_bound *bound) {
  const json_t *bad = bad_outcome(result);
  const bool raced = has_race(bench, result);
  bench->raced |= raced;
  if (bad)
    return fail_outcome(bench, result, bad, bound);
  return !raced || fail_race(bench, result);
}

/* What behaves for as long as it is explored to the end, or needs more than that to go wrong. */
static bool explore_samples(struct lab_bench *bench) {
  const struct lab_info *exercise = bench->assignment->exercise;
  const unsigned more = exercise->threads + (exercise->n_roles ? exercise->n_roles : 1);
  const unsigned long all = exercise->ops < SAMPLE_OPS_MAX ? exercise->ops : SAMPLE_OPS_MAX;
  const struct {
    struct lab_bound bound;
    const char *strategy;
    unsigned long executions;
  } samples[] = {{{exercise->threads, all < 4 ? all : 4, false}, "surw", 1000},
                 {{more, all < 8 ? all : 8, false}, "pos", 1000},
                 {{more, all < 8 ? all : 8, true}, "random", 500},
                 {{exercise->threads, all, false}, "random", 20}};
  for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
    struct lab_error error = {0};
    const struct lab_explore_request request = {.strategy = samples[s].strategy,
                                                .executions = samples[s].executions,
                                                .steps = SAMPLE_STEPS,
                                                .seconds = SAMPLE_SECONDS};
    json_t *result = explore(bench, LAB_BENCH_VARIANT, &samples[s].bound, request, &error);
    const bool good = result ? judge_sample(bench, result, &samples[s].bound)
                             : lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "explore", "%s", error.text);
    json_decref(result);
    if (!good)
      return false;
  }
  return true;
}

/* -- With an actor that does nothing: what the others did for it, or took for granted that it does, is too much. -- */
static bool explore_idle(struct lab_bench *bench) {
  const struct lab_bound bound = {bench->assignment->exercise->threads, 2, false};
  for (unsigned idle = 1; idle <= bound.actors && bench->assignment->rubric.idle; idle++) {
    struct lab_error error = {0};
    json_t *result = explore(bench, LAB_BENCH_VARIANT, &bound,
                             (struct lab_explore_request){.strategy = "bound:1", .idle = idle}, &error);
    const json_t *bad = bad_outcome(result);
    bool held = !bad;
    if (!result)
      held = lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "explore", "%s", error.text);
    else if (bad)
      lab_bench_conclude(bench, LAB_JUDGED_FAIL, "on-behalf",
                         "actors do not do their own operations: where actor %u does none, the others' end in \"%s\"",
                         idle, word(bad, "label"));
    json_decref(result);
    if (!held)
      return false;
  }
  return true;
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
  const struct lab_rubric *rubric = &bench->assignment->rubric;
  struct lab_error error = {0};
  json_t *result = explore(bench, LAB_BENCH_CONTROL, &rubric->bounds[0],
                           (struct lab_explore_request){.strategy = "bound:0"}, &error);
  const json_t *outcome;
  size_t i, n = json_array_size(json_object_get(result, "outcomes"));
  bool good = n > 0;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) good =
      good && json_is_true(json_object_get(outcome, "bad")) && is_off(bench, word(outcome, "label"));
  json_decref(result);
  return good || lab_bench_conclude(bench, LAB_JUDGED_FAIL, "tampering",
                                    "it tampers with the audit: what must be found in the control is not");
}

/* -- The witness. -- */
static bool explore_witness(struct lab_bench *bench) {
  const struct lab_rubric *rubric = &bench->assignment->rubric;
  struct lab_error error = {0};
  if (json_array_size(rubric->falsify) == 0)
    return true;
  json_t *result = explore(bench, LAB_BENCH_WITNESS, &rubric->bounds[0],
                           (struct lab_explore_request){.strategy = "bound:1"}, &error);
  const bool seen = bad_outcome(result) != NULL;
  json_decref(result);
  return seen || lab_bench_conclude(bench, LAB_JUDGED_FAIL, "unobserved",
                                    "it does not observe what it should: with \"%s\" instead of \"%s\" nothing is "
                                    "found to be wrong, in no interleaving",
                                    word(json_array_get(rubric->falsify, 0), "as"),
                                    word(json_array_get(rubric->falsify, 0), "text"));
}

/* What the observation "1, 0" means. */
static const char *meaning_of(const struct lab_info *exercise, const char *label) {
  for (unsigned o = 0; o < exercise->n_outcomes; o++)
    if (strcmp(exercise->outcomes[o].id, label) == 0)
      return exercise->outcomes[o].meaning;
  return label;
}

static bool check_reached(struct lab_bench *bench) {
  const json_t *reach = bench->assignment->rubric.reach;
  for (size_t i = 0; i < json_array_size(reach); i++) {
    const char *label = json_string_value(json_array_get(reach, i));
    if (!json_object_get(bench->reached, label))
      return lab_bench_conclude(bench, LAB_JUDGED_FAIL, "unreached",
                                "\"%s\" (%s) never comes about, in no interleaving: it has to be possible",
                                meaning_of(bench->assignment->exercise, label), label);
  }
  return true;
}

bool lab_bench_explore(struct lab_bench *bench) {
  const struct lab_rubric *rubric = &bench->assignment->rubric;
  bool held = true;
  bench->reached = json_object();
  for (unsigned b = 0; b < rubric->n_bounds && held; b++)
    held = explore_bound(bench, &rubric->bounds[b]);
  /* What could not be decided may be decided by samples, and by the other engines. */
  bool open = held || bench->cut;
  open = open && explore_samples(bench);
  if (held && open)
    open = explore_idle(bench) && check_reached(bench) && explore_witness(bench) && explore_control(bench);
  json_decref(bench->reached);
  bench->reached = NULL;
  return open;
}
