/* SPDX-License-Identifier: MIT */
/*
 * JSON for machines: schema "lab-run/1", described in SCHEMA.md and lab-run-1.schema.json beside this file.
 *
 * jansson refuses strings that are not UTF-8, so what comes from a lab is cleaned first.
 */
#include "report/draw.h"
#include "stats/timing.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_t *text_or_null(const char *text) {
  if (!text)
    return json_null();
  const size_t size = strlen(text) + 1;
  char *clean = malloc(size);
  json_t *json = clean ? json_string(lab_text_clean(clean, size, text, true)) : NULL;
  free(clean);
  return json;
}

/* Counts beyond 2^63 - 1 do not occur: they would take centuries. */
static json_t *count_of(uint64_t n) { return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n); }

/* JSON has no infinities, and here they mean "unknown" as NaN does. */
static json_t *real_or_null(double value) { return isfinite(value) ? json_real(value) : json_null(); }

static json_t *known_or_null(double value) { return value > 0 ? real_or_null(value) : json_null(); }

static json_t *interval_of(struct lab_interval interval) {
  return json_pack("[o, o]", real_or_null(interval.low), real_or_null(interval.high));
}

static json_t *strings_of(char *const *texts, unsigned n) {
  json_t *array = json_array();
  for (unsigned i = 0; i < n; i++)
    json_array_append_new(array, text_or_null(texts[i]));
  return array;
}

static const char *grade_name(enum lab_grade grade) {
  static const char *const names[] = {"acceptable", "interesting", "forbidden"};
  return names[grade];
}

static json_t *machine_of(const struct lab_machine *machine) {
  return json_pack("{s:o, s:o, s:o, s:i, s:i, s:b, s:o, s:o, s:o}", "cpu", text_or_null(machine->cpu), "kernel",
                   text_or_null(machine->kernel), "compiler", text_or_null(machine->compiler), "cpus_usable",
                   (int)machine->cpus_usable, "cpus_online", (int)machine->cpus_online, "pinned", machine->pinned,
                   "round_trip_before_ns", known_or_null(machine->round_trip_before_ns), "round_trip_after_ns",
                   known_or_null(machine->round_trip_after_ns), "foreign_load",
                   machine->foreign_load >= 0 ? real_or_null(machine->foreign_load) : json_null());
}

static json_t *buckets_of(const struct lab_tally_counts *counts) {
  json_t *array = json_array();
  for (unsigned b = 0; b < LAB_BUCKETS; b++)
    if (counts->buckets[b])
      json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "low", count_of(lab_bucket_low(b)), "high",
                                             b == LAB_BUCKETS - 1 ? json_null() : count_of(lab_bucket_high(b)),
                                             "iterations", count_of(counts->buckets[b])));
  return array;
}

static json_t *tally_of(const struct lab_tally_summary *tally, const struct lab_tally_counts *counts) {
  json_t *spark = json_array();
  for (int i = 0; i < LAB_SPARK; i++)
    json_array_append_new(spark, real_or_null(tally->spark[i]));
  return json_pack(
      "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o, s:o, s:o, s:o}}", "tally",
      lab_tally_name(tally->tally), "total", count_of(tally->total), "rate", real_or_null(tally->rate), "rate_interval",
      interval_of(tally->rate_interval), "iterations", count_of(tally->iterations), "iteration_rate",
      real_or_null(tally->iteration_rate), "iteration_interval", interval_of(tally->iteration_interval),
      "first_iteration", tally->iterations ? count_of(tally->first) : json_null(), "per_iteration", "min",
      count_of(tally->min), "median", count_of(tally->median), "p99", count_of(tally->p99), "max", count_of(tally->max),
      "sum_of_squares", real_or_null(counts->squares), "spark", spark, "buckets", buckets_of(counts));
}

static json_t *tallies_of(const struct lab_job_result *job) {
  json_t *array = json_array();
  for (unsigned t = 0; t < job->summary.n_tallies; t++)
    json_array_append_new(array,
                          tally_of(&job->summary.tallies[t], &job->record.counts.tally[job->summary.tallies[t].tally]));
  return array;
}

static json_t *outcomes_of(const struct lab_record *record) {
  json_t *array = json_array();
  for (unsigned o = 0; o < record->info->n_outcomes; o++) {
    const struct lab_info_outcome *outcome = &record->info->outcomes[o];
    json_array_append_new(array, json_pack("{s:o, s:s, s:o, s:o}", "id", text_or_null(outcome->id), "grade",
                                           grade_name(outcome->grade), "meaning", text_or_null(outcome->meaning),
                                           "iterations", count_of(record->counts.outcomes[o])));
  }
  return array;
}

static json_t *unlisted_of(const struct lab_counts *counts) {
  json_t *values = json_array();
  for (uint64_t v = 0; counts->unlisted && v < counts->unlisted_n && v < LAB_OBSERVED_MAX; v++)
    json_array_append_new(values, json_integer(counts->unlisted_values[v]));
  return json_pack("{s:o, s:o}", "iterations", count_of(counts->unlisted), "first_values", values);
}

static json_t *incidents_of(const struct lab_record *record) {
  json_t *counts = json_object(), *notes = json_array();
  for (int i = 0; i < LAB_INCIDENTS; i++)
    json_object_set_new(counts, lab_incident_name((enum lab_incident)i), count_of(record->incidents[i]));
  for (unsigned n = 0; n < record->n_notes; n++)
    json_array_append_new(notes,
                          json_pack("{s:s, s:o, s:o}", "kind", lab_incident_name(record->notes[n].kind), "iteration",
                                    count_of(record->notes[n].iteration), "text", text_or_null(record->notes[n].text)));
  return json_pack("{s:o, s:o, s:i, s:b}", "counts", counts, "first", notes, "restarts", (int)record->restarts,
                   "gave_up", record->gave_up);
}

static json_t *finding_of(const struct lab_finding *finding) {
  json_t *accesses = json_array();
  for (unsigned a = 0; a < finding->n_accesses; a++) {
    const struct lab_place *place = &finding->accesses[a].place;
    const unsigned actor = finding->accesses[a].actor;
    json_array_append_new(accesses,
                          json_pack("{s:o, s:b, s:b, s:i, s:o, s:o, s:i, s:i, s:o}", "actor",
                                    actor < LAB_ACTORS_MAX ? json_integer((json_int_t)actor) : json_null(), "write",
                                    finding->accesses[a].write, "atomic", finding->accesses[a].atomic, "size",
                                    (int)finding->accesses[a].size, "function", text_or_null(place->function), "file",
                                    text_or_null(place->file), "line", (int)place->line, "column", (int)place->column,
                                    "text", text_or_null(place->text)));
  }
  return json_pack("{s:o, s:o, s:o, s:o, s:o}", "kind", text_or_null(finding->kind), "iterations",
                   count_of(finding->iterations), "reports", count_of(finding->count), "first_iteration",
                   count_of(finding->first), "accesses", accesses);
}

static json_t *sanitizer_of(const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  if (record->engine != LAB_ENGINE_TSAN)
    return json_null();
  json_t *findings = json_array();
  for (unsigned f = 0; f < record->n_findings; f++)
    json_array_append_new(findings, finding_of(&record->findings[f]));
  return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "iterations", count_of(record->counts.reported), "rate",
                   real_or_null(job->summary.reported_rate), "interval", interval_of(job->summary.reported_interval),
                   "first_iteration", record->counts.reported ? count_of(record->counts.first_reported) : json_null(),
                   "findings", findings, "dropped", count_of(record->reports_dropped), "note",
                   text_or_null(record->symbolizer_note));
}

static json_t *variant_of(const struct lab_record *record) {
  const struct lab_info *info = record->info;
  return json_pack("{s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:o}", "lab", text_or_null(info->lab), "variant",
                   text_or_null(info->variant), "name", text_or_null(info->name), "title", text_or_null(info->title),
                   "role", lab_role_name(info->role), "engine", lab_engine_name(record->engine), "declared",
                   text_or_null(info->expect[record->engine]), "why", text_or_null(info->why), "actors",
                   strings_of(info->roles, info->n_roles));
}

static void add_parameters(json_t *json, const struct lab_record *record) {
  json_object_set_new(json, "parameters",
                      json_pack("{s:i, s:o, s:o, s:b, s:{s:i, s:i, s:b}}", "threads", (int)record->threads, "ops",
                                count_of(record->ops), "iterations",
                                record->wanted ? count_of(record->wanted) : json_null(), "yielding", record->yielding,
                                "layout", "batch", (int)record->layout.batch, "stride", (int)record->layout.stride,
                                "shuffle", record->layout.shuffle != 0));
}

static json_t *lanes_of(const struct lab_lanes *lanes) {
  static const char *const kinds[] = {[LAB_SPAN_WORK] = "work", [LAB_SPAN_WAIT] = "wait"};
  json_t *names = json_array(), *spans = json_array();
  for (unsigned l = 0; l < lanes->n_lanes; l++)
    json_array_append_new(names, text_or_null(lanes->names[l]));
  for (unsigned s = 0; s < lanes->n_spans; s++) {
    const struct lab_span *span = &lanes->spans[s];
    json_array_append_new(spans, json_pack("{s:i, s:s, s:o, s:o}", "lane", (int)span->lane, "kind", kinds[span->kind],
                                           "begin_ns", count_of(span->begin_ns), "end_ns", count_of(span->end_ns)));
  }
  return json_pack("{s:o, s:o, s:o, s:o}", "duration_ns", count_of(lanes->duration_ns), "names", names, "spans", spans,
                   "not_recorded", count_of(lanes->lost));
}

/* Durations and diagram of a timed variant; null for others. */
static json_t *runs_of(const struct lab_job_result *job) {
  const struct lab_times *times = job->record.times;
  const struct lab_summary *summary = &job->summary;
  if (!times || times->n == 0)
    return json_null();
  json_t *sample = json_array();
  for (unsigned i = 0; i < times->kept; i++)
    json_array_append_new(sample, json_real(times->ns[i]));
  return json_pack("{s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "runs", count_of(times->n), "unit_us",
                   (int)job->record.unit_us, "median_ns", real_or_null(summary->median_ns), "median_interval_ns",
                   interval_of(summary->median_interval), "mean_ns", real_or_null(times->sum_ns / (double)times->n),
                   "speedup", known_or_null(summary->speedup), "speedup_interval",
                   interval_of(summary->speedup_interval), "sample_ns", sample, "lanes", lanes_of(&times->lanes));
}

static json_t *job_of(const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  const struct lab_summary *summary = &job->summary;
  json_t *json = variant_of(record);
  add_parameters(json, record);
  json_object_update_new(
      json, json_pack("{s:s, s:o, s:b, s:o, s:b, s:o, s:o}", "verdict", lab_verdict_name(summary->verdict), "reason",
                      text_or_null(summary->reason), "ran", record->ran, "refused",
                      record->ran ? json_null() : text_or_null(record->refused), "partial", record->partial,
                      "iterations", count_of(summary->iterations), "operations", count_of(summary->operations)));
  json_object_update_new(
      json, json_pack("{s:{s:o, s:o, s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "bad", "iterations",
                      count_of(summary->bad), "rate", real_or_null(summary->bad_rate), "interval",
                      interval_of(summary->bad_interval), "first_iteration",
                      record->counts.anomalous ? count_of(record->counts.first_anomalous) : json_null(), "audited",
                      count_of(record->counts.iterations), "tallies", tallies_of(job), "outcomes", outcomes_of(record),
                      "unlisted", unlisted_of(&record->counts), "incidents", incidents_of(record), "sanitizer",
                      sanitizer_of(job), "power", summary->power >= 0 ? real_or_null(summary->power) : json_null()));
  json_object_set_new(json, "time",
                      json_pack("{s:o, s:o, s:o, s:o, s:o}", "ns_per_op", known_or_null(summary->ns_per_op), "factor",
                                known_or_null(summary->factor), "sweep_ns", real_or_null(record->sweep_ns), "sweep_ops",
                                real_or_null(record->sweep_ops), "wall_ns", real_or_null(record->wall_ns)));
  json_object_set_new(json, "runs", runs_of(job));
  return json;
}

static json_t *started_of(time_t started) {
  struct tm utc;
  char text[32];
  if (!gmtime_r(&started, &utc) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc))
    return json_null();
  return json_string(text);
}

static json_t *run_of(const struct lab_run *run) {
  json_t *jobs = json_array();
  for (size_t j = 0; j < run->n_jobs; j++)
    json_array_append_new(jobs, job_of(&run->jobs[j]));
  /* A seed takes all 64 bits, and many readers keep numbers as doubles: so it is a string. */
  char seed[32];
  snprintf(seed, sizeof(seed), "%llu", (unsigned long long)run->seed);
  return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:b, s:o, s:i, s:s, s:o, s:o, s:o, s:b, s:f, s:o, s:o}", "schema",
                   "lab-run/1", "version", LAB_VERSION, "kind",
                   run->check   ? "check"
                   : run->bench ? "bench"
                                : "run",
                   "command", text_or_null(run->command), "started", started_of(run->started), "elapsed_s",
                   real_or_null(run->elapsed), "partial", run->partial, "interruption", text_or_null(run->interruption),
                   "exit_code", lab_run_exit_code(run), "seed", seed, "iterations",
                   run->iterations ? count_of(run->iterations) : json_null(), "seconds", known_or_null(run->seconds),
                   "timeout_s", real_or_null(run->timeout), "require_repro", run->require_repro, "confidence",
                   LAB_CONFIDENCE, "machine", machine_of(&run->machine), "jobs", jobs);
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  (void)style;
  json_t *json = run_of(run);
  /* An empty file would pass for a run without results: say that there is none. */
  if (!json || json_dumpf(json, out, JSON_INDENT(2) | JSON_REAL_PRECISION(10)) != 0)
    fputs("{\"schema\": \"lab-run/1\", \"error\": \"out of memory\"}", out);
  fputc('\n', out);
  json_decref(json);
}

const struct lab_renderer lab_render_json = {"json", "everything, for machines (schema lab-run/1)", render};
