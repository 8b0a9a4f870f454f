/* SPDX-License-Identifier: MIT */
#include "grade/judge.h"
#include "grade/bench.h"
#include "supervise/process.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[LAB_JUDGEMENTS] = {"PASS", "FAIL", "INCONCLUSIVE", "ERROR"};

const char *lab_judgement_name(enum lab_judgement judgement) { return names[judgement]; }

enum lab_judgement lab_judgement_of(const json_t *result) {
  const char *verdict = json_string_value(json_object_get(result, "verdict"));
  for (int j = 0; verdict && j < LAB_JUDGEMENTS; j++)
    if (strcmp(verdict, names[j]) == 0)
      return (enum lab_judgement)j;
  return LAB_JUDGED_ERROR;
}

/* -- Conclusions. -- */
/* What outweighs what: a submission that is shown to be wrong stays wrong, whatever else could not be decided. */
static int weight(enum lab_judgement judgement) {
  static const int weights[LAB_JUDGEMENTS] = {0, 3, 1, 2};
  return weights[judgement];
}

static void set_string(json_t *object, const char *key, const char *text) {
  json_t *string = json_string(text);
  json_object_set_new(object, key, string ? string : json_string("(not UTF-8)"));
}

bool lab_bench_conclude(struct lab_bench *bench, enum lab_judgement judgement, const char *mistake, const char *format,
                        ...) {
  char *reason = NULL;
  va_list arguments;
  va_start(arguments, format);
  const int written = vasprintf(&reason, format, arguments);
  va_end(arguments);
  const bool first = !json_object_get(bench->result, "verdict");
  if (written >= 0 && (first || weight(judgement) > weight(lab_judgement_of(bench->result)))) {
    set_string(bench->result, "verdict", names[judgement]);
    set_string(bench->result, "mistake", mistake);
    set_string(bench->result, "reason", reason);
  }
  if (written >= 0)
    free(reason);
  return false;
}

bool lab_bench_trouble(struct lab_bench *bench, const struct lab_error *error) {
  return lab_bench_conclude(bench, LAB_JUDGED_ERROR, "error", "%s", error->text);
}

/* -- Criteria. -- */
struct assessment {
  bool met;
  char text[200];
};

static struct assessment assess_cost(const struct lab_bench *bench) {
  const double factor = bench->assignment->rubric.factor;
  struct assessment a = {.met = true};
  if (bench->ns_per_op <= 0 || bench->reference_ns_per_op <= 0) {
    snprintf(a.text, sizeof a.text, "not measured here; not held against it");
    return a;
  }
  const double ratio = bench->ns_per_op / bench->reference_ns_per_op;
  a.met = ratio <= factor;
  snprintf(a.text, sizeof a.text, "measured: an operation takes %.1f times as long as in %s; up to %g times is fine",
           ratio, bench->reference, factor);
  return a;
}

static struct assessment assess(const struct lab_bench *bench, enum lab_criterion criterion) {
  const bool passed = lab_judgement_of(bench->result) == LAB_JUDGED_PASS;
  struct assessment a = {.met = passed};
  switch (criterion) {
  case LAB_CRITERION_RESULT:
    snprintf(a.text, sizeof a.text, "%s", passed ? "right in every interleaving explored" : "see the verdict");
    break;
  case LAB_CRITERION_RACES:
    a.met = bench->explored && bench->sometimes && !bench->raced && (passed || !bench->measured);
    snprintf(a.text, sizeof a.text, "%s",
             a.met          ? "no data race"
             : bench->raced ? "there is a data race"
                            : "not decided");
    break;
  case LAB_CRITERION_WAITING:
    a.met = passed && !bench->waits && !bench->reach.sleeps[0];
    if (bench->reach.sleeps[0] && !bench->waits)
      snprintf(a.text, sizeof a.text, "calls %s: time does not order anything", bench->reach.sleeps);
    else
      snprintf(a.text, sizeof a.text, "%s",
               bench->waits ? "an actor waits in a loop, which keeps a CPU busy for nothing"
               : passed     ? "nobody waits in a loop"
                            : "not decided");
    break;
  case LAB_CRITERION_COST:
    if (passed)
      return assess_cost(bench);
    snprintf(a.text, sizeof a.text, "counts for a right solution only");
    break;
  default:
    a.met = passed && !bench->warned;
    snprintf(a.text, sizeof a.text, "%s", bench->warned ? "the compiler warns" : a.met ? "no warnings" : "not decided");
  }
  return a;
}

static void add_criteria(struct lab_bench *bench) {
  json_t *list = json_array();
  const struct lab_rubric *rubric = &bench->assignment->rubric;
  double points = 0;
  for (int c = 0; c < LAB_CRITERIA; c++) {
    const struct assessment a = assess(bench, (enum lab_criterion)c);
    const double got = a.met ? rubric->points[c] : 0;
    if (rubric->points[c] <= 0)
      continue;
    points += got;
    json_array_append_new(list,
                          json_pack("{s:s, s:f, s:f, s:b, s:s}", "name", lab_criterion_name((enum lab_criterion)c),
                                    "points", got, "max", rubric->points[c], "met", (int)a.met, "text", a.text));
  }
  json_object_set_new(bench->result, "criteria", list);
  json_object_set_new(bench->result, "points", json_real(points));
  json_object_set_new(bench->result, "total", json_real(rubric->total));
}

/* -- The way through. -- */
static void say_what_was_proved(struct lab_bench *bench) {
  const struct lab_rubric *rubric = &bench->assignment->rubric;
  char text[300] = "";
  for (unsigned b = 0; b < rubric->n_bounds; b++) {
    const size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%u actor%s x %lu%s", b ? ", " : "", rubric->bounds[b].actors,
             rubric->bounds[b].actors == 1 ? "" : "s", rubric->bounds[b].ops,
             rubric->bounds[b].tso ? " (x86-TSO)" : "");
  }
  lab_bench_conclude(bench, LAB_JUDGED_PASS, "", "proved: every interleaving of %s operations holds", text);
}

static json_t *begin_result(const struct lab_assignment *assignment, const struct lab_submission *submission,
                            const struct lab_handed_in *handed) {
  char hash[2][17];
  snprintf(hash[0], sizeof hash[0], "%016" PRIx64, handed ? handed->hash : 0);
  snprintf(hash[1], sizeof hash[1], "%016" PRIx64, assignment->hash);
  json_t *name = json_string(submission->name);
  return json_pack("{s:s, s:o, s:s, s:s, s:s}", "schema", "lab-grade-1", "name",
                   name ? name : json_string("(not UTF-8)"), "lab", assignment->exercise->lab, "hash", hash[0],
                   "assignment", hash[1]);
}

json_t *lab_grade_submission(const struct lab_assignment *assignment, const struct lab_submission *submission,
                             const struct lab_handed_in *handed, const struct lab_error *intake, const char *tree,
                             bool *interrupted) {
  const double begin = lab_process_now();
  struct lab_bench bench = {
      .assignment = assignment, .handed = handed, .tree = tree, .result = begin_result(assignment, submission, handed)};
  if (!bench.result)
    return NULL;
  if (intake->code == 1)
    lab_bench_conclude(&bench, LAB_JUDGED_FAIL, "file", "%s", intake->text);
  else if (intake->code)
    lab_bench_trouble(&bench, intake);
  else if (lab_bench_rules(&bench) && lab_bench_build(&bench) && lab_bench_explore(&bench) &&
           lab_bench_measure(&bench) && !json_object_get(bench.result, "verdict"))
    say_what_was_proved(&bench);
  add_criteria(&bench);
  json_object_set_new(bench.result, "seconds", json_real(lab_process_now() - begin));
  *interrupted = bench.interrupted;
  return bench.result;
}

json_t *lab_grade_error(const struct lab_assignment *assignment, const struct lab_submission *submission,
                        const char *reason) {
  const struct lab_handed_in none = {0};
  struct lab_bench bench = {.assignment = assignment, .result = begin_result(assignment, submission, &none)};
  if (!bench.result)
    return NULL;
  lab_bench_conclude(&bench, LAB_JUDGED_ERROR, "error", "%s", reason);
  add_criteria(&bench);
  return bench.result;
}
