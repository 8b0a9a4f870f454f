/* SPDX-License-Identifier: MIT */
/*
 * Natively and under ThreadSanitizer, beside the fixed variants that the cost is compared with and the control.
 */
#include "grade/bench.h"
#include "plan/capture.h"
#include "plan/describe.h"
#include "supervise/supervise.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define DESCRIBE_SECONDS 20.0
#define DESCRIBE_BYTES ((size_t)1 << 20)
#define NATIVE_ITERATIONS 1000
#define BESIDE_ITERATIONS 200 /* for the cost */
#define TSAN_ITERATIONS 100
#define CONTROL_ITERATIONS 20
#define TIMEOUT_SECONDS 6.0
#define ATTEMPTS 3   /* at a cost within the limit, since others may be using the machine */
#define FIXED_JOBS 3 /* before those of the references */

/* The hosts of the submission, seen through the sandbox of each engine. */
struct view {
  struct lab_catalog catalog;
  struct lab_argv wrapper;
  const struct lab_info *exercise, *control;
};

static void clear_view(struct view *view) {
  lab_catalog_free(&view->catalog);
  lab_argv_clear(&view->wrapper);
}

static bool open_view(struct view *view, const struct lab_bench *bench, enum lab_sandbox_use use,
                      struct lab_error *error) {
  char hosts[PATH_MAX + 40];
  struct lab_argv words = {0};
  struct lab_capture capture;
  *view = (struct view){0};
  snprintf(hosts, sizeof hosts, "%s/libexec/lab", bench->tree);
  lab_sandbox_words(&bench->assignment->sandbox, use, hosts, &view->wrapper);
  lab_sandbox_words(&bench->assignment->sandbox, LAB_SANDBOX_RUN, hosts, &words);
  lab_argv_format(&words, "%s/lab-native", hosts);
  lab_argv_add(&words, "--describe");
  bool good = lab_capture_run(&capture, words.all, DESCRIBE_SECONDS, DESCRIBE_BYTES) ||
              lab_fail(error, 3, "the submission's host %s", lab_capture_reason(&capture));
  good = good && lab_describe_read(&view->catalog, capture.out, capture.size, hosts, error);
  lab_capture_clear(&capture);
  lab_argv_clear(&words);
  for (size_t i = 0; i < view->catalog.count; i++) {
    struct lab_info *info = &view->catalog.variants[i];
    info->wrapper = view->wrapper.all;
    info->n_wrapper = view->wrapper.n;
    if (strcmp(info->variant, LAB_BENCH_VARIANT) == 0)
      view->exercise = info;
    else if (strcmp(info->variant, LAB_BENCH_CONTROL) == 0)
      view->control = info;
  }
  return good && ((view->exercise && view->control) || lab_fail(error, 3, "the submission's host has no such variant"));
}

/* -- Words. -- */
static bool blame_incident(struct lab_bench *bench, const struct lab_record *record) {
  static const char *const sentences[LAB_INCIDENTS] = {
      [LAB_INCIDENT_CRASH] = "it crashes",
      [LAB_INCIDENT_EXIT] = "it ends the process instead of returning",
      [LAB_INCIDENT_HANG] = "it does not get on",
      [LAB_INCIDENT_DEADLOCK] = "the actors wait for one another for ever",
      [LAB_INCIDENT_CORRUPT] = "it writes over memory that is not its own",
      [LAB_INCIDENT_FLOOD] = "it prints without end"};
  for (int i = 0; i < LAB_INCIDENTS; i++) {
    if (record->incidents[i] == 0)
      continue;
    const char *name = lab_incident_name((enum lab_incident)i), *note = "";
    for (unsigned n = 0; n < record->n_notes && !note[0]; n++)
      if (record->notes[n].kind == (enum lab_incident)i)
        note = record->notes[n].text;
    return lab_bench_conclude(bench, i == LAB_INCIDENT_HANG ? LAB_JUDGED_INCONCLUSIVE : LAB_JUDGED_FAIL, name,
                              "%s (%s%s%s)", sentences[i], lab_engine_name(record->engine), note[0] ? ": " : "", note);
  }
  return true;
}

static json_t *place_of(const struct lab_finding *finding, unsigned a) {
  const struct lab_place *place = &finding->accesses[a].place;
  return json_pack("{s:i, s:s?, s:b, s:b, s:i}", "line", (int)place->line, "text", place->text, "write",
                   (int)finding->accesses[a].write, "atomic", (int)finding->accesses[a].atomic, "actor",
                   (int)finding->accesses[a].actor + 1);
}

static bool blame_finding(struct lab_bench *bench, const struct lab_record *record) {
  if (record->n_findings == 0)
    return record->counts.reported == 0 ||
           lab_bench_conclude(bench, LAB_JUDGED_FAIL, "data-race", "ThreadSanitizer reports it");
  const struct lab_finding *f = &record->findings[0];
  json_t *sides = json_array();
  for (unsigned a = 0; a < f->n_accesses; a++)
    json_array_append_new(sides, place_of(f, a));
  json_object_set_new(bench->result, "race", json_pack("{s:s, s:o}", "kind", f->kind, "sides", sides));
  bench->raced |= strcmp(f->kind, "data-race") == 0;
  if (f->n_accesses < 2)
    return lab_bench_conclude(bench, LAB_JUDGED_FAIL, f->kind, "ThreadSanitizer reports: %s", f->kind);
  return lab_bench_conclude(bench, LAB_JUDGED_FAIL, f->kind,
                            "ThreadSanitizer reports a %s: line %u (%s) and line %u (%s)", f->kind,
                            f->accesses[0].place.line, f->accesses[0].place.text ? f->accesses[0].place.text : "",
                            f->accesses[1].place.line, f->accesses[1].place.text ? f->accesses[1].place.text : "");
}

/* In words that are the same every time: how many it were is luck. */
static bool blame_counts(struct lab_bench *bench, const struct lab_record *record) {
  const struct lab_counts *counts = &record->counts;
  if (counts->anomalous == 0)
    return true;
  for (int t = 0; t < LAB_TALLIES; t++)
    if (counts->tally[t].iterations)
      return lab_bench_conclude(bench, LAB_JUDGED_FAIL, lab_tally_name((enum lab_tally)t),
                                "\"%s\" in some of %llu iterations (%s)", lab_tally_name((enum lab_tally)t),
                                (unsigned long long)counts->iterations, lab_engine_name(record->engine));
  return lab_bench_conclude(
      bench, LAB_JUDGED_FAIL, "observed", "an outcome that must not be, in %llu of %llu iterations (%s)",
      (unsigned long long)counts->anomalous, (unsigned long long)counts->iterations, lab_engine_name(record->engine));
}

static bool judge(struct lab_bench *bench, const struct lab_record *record) {
  if (!record->ran)
    return lab_bench_conclude(bench, LAB_JUDGED_ERROR, "error", "%s could not run: %s", lab_engine_name(record->engine),
                              record->refused);
  if (!blame_incident(bench, record) || !blame_counts(bench, record) || !blame_finding(bench, record))
    return false;
  return record->counts.iterations >= record->wanted ||
         lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "time", "%s did %llu of %llu iterations",
                            lab_engine_name(record->engine), (unsigned long long)record->counts.iterations,
                            (unsigned long long)record->wanted);
}

/* Each iteration of the control is anomalous, by multiples of its amount where that is what it counts. */
static bool judge_control(struct lab_bench *bench, const struct lab_record *record) {
  const struct lab_counts *counts = &record->counts;
  bool good = record->ran && counts->iterations >= record->wanted && counts->anomalous == counts->iterations;
  uint64_t total = 0;
  for (int t = 0; t < LAB_TALLIES; t++) {
    total += counts->tally[t].total;
    good = good && counts->tally[t].total % bench->control == 0;
  }
  good = good && (bench->assignment->exercise->n_outcomes > 0 || total >= counts->iterations * bench->control);
  return good || lab_bench_conclude(bench, LAB_JUDGED_FAIL, "tampering",
                                    "it tampers with the audit: what must be found in the control is not (%s)",
                                    lab_engine_name(record->engine));
}

/* -- Cost. -- */
static void note_cost(struct lab_bench *bench, const struct lab_run *run) {
  const double own = run->jobs[0].summary.ns_per_op;
  double best = 0;
  const char *name = NULL;
  for (size_t j = FIXED_JOBS; j < run->n_jobs; j++) {
    const double ns = run->jobs[j].summary.ns_per_op;
    if (ns <= 0 || (best > 0 && ns >= best))
      continue;
    best = ns;
    name = run->jobs[j].record.info->variant;
  }
  if (!name || own <= 0)
    return;
  const bool cheaper = bench->ns_per_op <= 0 || own / best < bench->ns_per_op / bench->reference_ns_per_op;
  if (!cheaper)
    return;
  bench->ns_per_op = own;
  bench->reference_ns_per_op = best;
  bench->reference = name;
}

static bool is_dear(const struct lab_bench *bench) {
  return bench->ns_per_op > bench->assignment->rubric.factor * bench->reference_ns_per_op;
}

/* -- Running. -- */
static struct lab_job job_of(const struct lab_info *info, enum lab_engine engine, const struct lab_info *like,
                             unsigned long ops, uint64_t iterations) {
  return (struct lab_job){.info = info,
                          .engine = engine,
                          .threads = like->threads,
                          .ops = ops,
                          .iterations = iterations,
                          .total = iterations};
}

/* How often each actor acts: not to be foreseen. */
static unsigned long draw_ops(const struct lab_info *info) {
  uint32_t random = 0;
  if (getrandom(&random, sizeof random, 0) != sizeof random)
    abort(); /* only where the kernel is older than the C library */
  return info->ops < 4 ? info->ops : info->ops / 2 + 1 + random % info->ops;
}

/* Runs these jobs; false where that was impossible, or it was interrupted. */
static bool execute(struct lab_bench *bench, const struct view *view, struct lab_job *jobs, size_t n,
                    struct lab_run *run) {
  struct lab_error error = {0};
  const struct lab_plan plan = {
      .request = {.timeout = TIMEOUT_SECONDS, .pin = true, .seed = jobs[0].ops}, .jobs = jobs, .n_jobs = n};
  *run = (struct lab_run){.command = "lab grade", .timeout = TIMEOUT_SECONDS};
  if (!lab_execute(&plan, &view->catalog, NULL, run, &error))
    return lab_bench_trouble(bench, &error);
  bench->interrupted |= run->interruption != NULL;
  return !bench->interrupted;
}

/* The submission alone: a wrong one may hang and crash, and nobody else waits for that. */
static bool measure_alone(struct lab_bench *bench, const struct view *native, const struct view *tsan) {
  const struct lab_info *like = bench->assignment->exercise;
  const unsigned long ops = draw_ops(like);
  struct lab_job jobs[] = {job_of(native->exercise, LAB_ENGINE_NATIVE, like, ops, NATIVE_ITERATIONS),
                           job_of(tsan->exercise, LAB_ENGINE_TSAN, like, ops, TSAN_ITERATIONS)};
  struct lab_run run;
  bool good = execute(bench, native, jobs, 2, &run);
  if (good) {
    const bool natively = judge(bench, &run.jobs[0].record);
    good = judge(bench, &run.jobs[1].record) && natively;
  }
  lab_run_clear(&run);
  return good;
}

/* Beside its controls, and what its cost is compared with. */
static bool measure_beside(struct lab_bench *bench, const struct view *native, const struct view *tsan) {
  const struct lab_assignment *a = bench->assignment;
  const struct lab_info *like = a->exercise;
  const unsigned long ops = draw_ops(like);
  struct lab_job jobs[FIXED_JOBS + LAB_REFERENCES_MAX] = {
      job_of(native->exercise, LAB_ENGINE_NATIVE, like, ops, BESIDE_ITERATIONS),
      job_of(native->control, LAB_ENGINE_NATIVE, like, ops, CONTROL_ITERATIONS),
      job_of(tsan->control, LAB_ENGINE_TSAN, like, ops, CONTROL_ITERATIONS)};
  for (unsigned r = 0; r < a->n_references; r++)
    jobs[FIXED_JOBS + r] = job_of(a->references[r], LAB_ENGINE_NATIVE, like, ops, BESIDE_ITERATIONS);
  struct lab_run run;
  bool good = execute(bench, native, jobs, FIXED_JOBS + a->n_references, &run);
  if (good) {
    good = judge(bench, &run.jobs[0].record) && judge_control(bench, &run.jobs[1].record) &&
           judge_control(bench, &run.jobs[2].record);
    note_cost(bench, &run);
  }
  lab_run_clear(&run);
  return good;
}

bool lab_bench_measure(struct lab_bench *bench) {
  struct view native, tsan = {0};
  struct lab_error error = {0};
  bench->measured = true;
  bool good = open_view(&native, bench, LAB_SANDBOX_RUN, &error) && open_view(&tsan, bench, LAB_SANDBOX_TSAN, &error);
  if (!good)
    lab_bench_trouble(bench, &error);
  good = good && measure_alone(bench, &native, &tsan);
  for (int attempt = 0; attempt < ATTEMPTS && good; attempt++) {
    good = measure_beside(bench, &native, &tsan);
    if (!is_dear(bench))
      break;
  }
  if (good && bench->ns_per_op > 0)
    json_object_set_new(bench->result, "cost",
                        json_pack("{s:f, s:s, s:f}", "ns_per_op", bench->ns_per_op, "reference", bench->reference,
                                  "reference_ns_per_op", bench->reference_ns_per_op));
  clear_view(&native);
  clear_view(&tsan);
  return good;
}
