/* SPDX-License-Identifier: MIT */
/*
 * One job in JSON: its part of schema "lab-run/1".
 */
#include "report/evidence.h"
#include "report/json.h"
#include "stats/timing.h"

static const char *grade_name(enum lab_grade grade) {
  static const char *const names[] = {"acceptable", "interesting", "forbidden"};
  return names[grade];
}

static json_t *buckets_of(const struct lab_tally_counts *counts) {
  json_t *array = json_array();
  for (unsigned b = 0; b < LAB_BUCKETS; b++)
    if (counts->buckets[b])
      json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "low", lab_json_count(lab_bucket_low(b)), "high",
                                             b == LAB_BUCKETS - 1 ? json_null() : lab_json_count(lab_bucket_high(b)),
                                             "iterations", lab_json_count(counts->buckets[b])));
  return array;
}

static json_t *tally_of(const struct lab_tally_summary *tally, const struct lab_tally_counts *counts) {
  json_t *spark = json_array();
  for (int i = 0; i < LAB_SPARK; i++)
    json_array_append_new(spark, lab_json_real(tally->spark[i]));
  return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o, s:o, s:o, s:o}}", "tally",
                   lab_tally_name(tally->tally), "total", lab_json_count(tally->total), "rate",
                   lab_json_real(tally->rate), "rate_interval", lab_json_interval(tally->rate_interval), "iterations",
                   lab_json_count(tally->iterations), "iteration_rate", lab_json_real(tally->iteration_rate),
                   "iteration_interval", lab_json_interval(tally->iteration_interval), "first_iteration",
                   tally->iterations ? lab_json_count(tally->first) : json_null(), "per_iteration", "min",
                   lab_json_count(tally->min), "median", lab_json_count(tally->median), "p99",
                   lab_json_count(tally->p99), "max", lab_json_count(tally->max), "sum_of_squares",
                   lab_json_real(counts->squares), "spark", spark, "buckets", buckets_of(counts));
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
    json_array_append_new(array, json_pack("{s:o, s:s, s:o, s:o}", "id", lab_json_text(outcome->id), "grade",
                                           grade_name(outcome->grade), "meaning", lab_json_text(outcome->meaning),
                                           "iterations", lab_json_count(record->counts.outcomes[o])));
  }
  return array;
}

static json_t *unlisted_of(const struct lab_counts *counts) {
  json_t *values = json_array();
  for (uint64_t v = 0; counts->unlisted && v < counts->unlisted_n && v < LAB_OBSERVED_MAX; v++)
    json_array_append_new(values, json_integer(counts->unlisted_values[v]));
  return json_pack("{s:o, s:o}", "iterations", lab_json_count(counts->unlisted), "first_values", values);
}

json_t *lab_json_incident(const struct lab_incident_note *note) {
  return json_pack("{s:s, s:o, s:o}", "kind", lab_incident_name(note->kind), "iteration",
                   lab_json_count(note->iteration), "text", lab_json_text(note->text));
}

static json_t *incidents_of(const struct lab_record *record) {
  json_t *counts = json_object();
  for (int i = 0; i < LAB_INCIDENTS; i++)
    json_object_set_new(counts, lab_incident_name((enum lab_incident)i), lab_json_count(record->incidents[i]));
  return json_pack("{s:o, s:[], s:i, s:b}", "counts", counts, "first", "restarts", (int)record->restarts, "gave_up",
                   record->gave_up);
}

json_t *lab_json_finding(const struct lab_finding *finding) {
  json_t *accesses = json_array();
  for (unsigned a = 0; a < finding->n_accesses; a++) {
    const struct lab_place *place = &finding->accesses[a].place;
    const unsigned actor = finding->accesses[a].actor;
    json_array_append_new(
        accesses, json_pack("{s:o, s:b, s:b, s:b, s:i, s:o, s:o, s:i, s:i, s:o}", "actor",
                            actor < LAB_ACTORS_MAX ? json_integer((json_int_t)actor) : json_null(), "write",
                            finding->accesses[a].write, "atomic", finding->accesses[a].atomic, "freed",
                            finding->accesses[a].freed, "size", (int)finding->accesses[a].size, "function",
                            lab_json_text(place->function), "file", lab_json_text(place->file), "line",
                            (int)place->line, "column", (int)place->column, "text", lab_json_text(place->text)));
  }
  return json_pack("{s:o, s:o, s:o, s:o, s:o}", "kind", lab_json_text(finding->kind), "iterations",
                   lab_json_count(finding->iterations), "reports", lab_json_count(finding->count), "first_iteration",
                   lab_json_count(finding->first), "accesses", accesses);
}

static json_t *sanitizer_of(const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  if (!lab_engine_facts(record->engine)->detector)
    return json_null();
  return json_pack("{s:o, s:o, s:o, s:o, s:[], s:o, s:o}", "iterations", lab_json_count(record->counts.reported),
                   "rate", lab_json_real(job->summary.reported_rate), "interval",
                   lab_json_interval(job->summary.reported_interval), "first_iteration",
                   record->counts.reported ? lab_json_count(record->counts.first_reported) : json_null(), "findings",
                   "dropped", lab_json_count(record->reports_dropped), "note", lab_json_text(record->symbolizer_note));
}

/* What the file declares for each engine. */
static json_t *declarations_of(const struct lab_info *info) {
  json_t *declared = json_object();
  for (int e = 0; e < LAB_ENGINES; e++)
    json_object_set_new(declared, lab_engine_name((enum lab_engine)e), lab_json_text(info->expect[e]));
  return declared;
}

static json_t *variant_of(const struct lab_record *record) {
  const struct lab_info *info = record->info;
  char path[4096];
  json_t *json = json_pack("{s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "lab", lab_json_text(info->lab),
                           "variant", lab_json_text(info->variant), "name", lab_json_text(info->name), "title",
                           lab_json_text(info->title), "role", lab_role_name(info->role), "kind",
                           lab_kind_name(info->kind), "engine", lab_engine_name(record->engine), "declared",
                           lab_json_text(info->expect[record->engine]), "declarations", declarations_of(info), "why",
                           lab_json_text(info->why), "actors", lab_json_strings(info->roles, info->n_roles));
  json_object_set_new(json, "actors_default", lab_json_count(info->threads));
  json_object_set_new(json, "source",
                      info->source ? lab_json_text(lab_evidence_path(path, sizeof path, info, NULL)) : json_null());
  return json;
}

static void add_parameters(json_t *json, const struct lab_record *record) {
  json_object_set_new(json, "parameters",
                      json_pack("{s:i, s:o, s:o, s:o, s:o, s:b, s:{s:i, s:i, s:b}}", "threads", (int)record->threads,
                                "ops", lab_json_count(record->ops), "iterations",
                                record->wanted ? lab_json_count(record->wanted) : json_null(), "first",
                                lab_json_count(record->first), "of",
                                record->total ? lab_json_count(record->total) : json_null(), "yielding",
                                record->yielding, "layout", "batch", (int)record->layout.batch, "stride",
                                (int)record->layout.stride, "shuffle", record->layout.shuffle != 0));
}

static json_t *lanes_of(const struct lab_lanes *lanes) {
  static const char *const kinds[] = {[LAB_SPAN_WORK] = "work", [LAB_SPAN_WAIT] = "wait"};
  json_t *names = json_array(), *spans = json_array();
  for (unsigned l = 0; l < lanes->n_lanes; l++)
    json_array_append_new(names, lab_json_text(lanes->names[l]));
  for (unsigned s = 0; s < lanes->n_spans; s++) {
    const struct lab_span *span = &lanes->spans[s];
    json_array_append_new(spans, json_pack("{s:i, s:s, s:o, s:o, s:o}", "lane", (int)span->lane, "kind",
                                           kinds[span->kind], "begin_ns", lab_json_count(span->begin_ns), "end_ns",
                                           lab_json_count(span->end_ns), "text", lab_json_text(span->text)));
  }
  return json_pack("{s:o, s:o, s:o, s:o}", "duration_ns", lab_json_count(lanes->duration_ns), "names", names, "spans",
                   spans, "not_recorded", lab_json_count(lanes->lost));
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
  return json_pack("{s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "runs", lab_json_count(times->n), "unit_us",
                   (int)job->record.unit_us, "median_ns", lab_json_real(summary->median_ns), "median_interval_ns",
                   lab_json_interval(summary->median_interval), "mean_ns",
                   lab_json_real(times->sum_ns / (double)times->n), "speedup", lab_json_known(summary->speedup),
                   "speedup_interval", lab_json_interval(summary->speedup_interval), "sample_ns", sample, "lanes",
                   lanes_of(&times->lanes));
}

/* In the order of the variant's "actors". */
static json_t *role_times_of(const struct lab_record *record) {
  json_t *roles = json_array();
  for (unsigned r = 0; r < record->info->n_roles && r < LAB_ROLES_MAX; r++)
    json_array_append_new(roles, json_pack("{s:o, s:o}", "sweep_ns", lab_json_real(record->role_times[r].ns),
                                           "sweep_ops", lab_json_real(record->role_times[r].ops)));
  return roles;
}

json_t *lab_json_job(const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  const struct lab_summary *summary = &job->summary;
  json_t *json = variant_of(record);
  add_parameters(json, record);
  json_object_update_new(json,
                         json_pack("{s:s, s:o, s:b, s:o, s:b, s:o, s:o}", "verdict", lab_verdict_name(summary->verdict),
                                   "reason", lab_json_text(summary->reason), "ran", record->ran, "refused",
                                   record->ran ? json_null() : lab_json_text(record->refused), "partial",
                                   record->partial, "iterations", lab_json_count(summary->iterations), "operations",
                                   lab_json_count(summary->operations)));
  json_object_update_new(
      json,
      json_pack("{s:{s:o, s:o, s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "bad", "iterations",
                lab_json_count(summary->bad), "rate", lab_json_real(summary->bad_rate), "interval",
                lab_json_interval(summary->bad_interval), "first_iteration",
                record->counts.anomalous ? lab_json_count(record->counts.first_anomalous) : json_null(), "audited",
                lab_json_count(record->counts.iterations), "tallies", tallies_of(job), "outcomes", outcomes_of(record),
                "unlisted", unlisted_of(&record->counts), "incidents", incidents_of(record), "sanitizer",
                sanitizer_of(job), "power", summary->power >= 0 ? lab_json_real(summary->power) : json_null()));
  json_t *time = json_pack("{s:o, s:o, s:o, s:o, s:o}", "ns_per_op", lab_json_known(summary->ns_per_op), "factor",
                           lab_json_known(summary->factor), "sweep_ns", lab_json_real(record->sweep_ns), "sweep_ops",
                           lab_json_real(record->sweep_ops), "wall_ns", lab_json_real(record->wall_ns));
  json_object_set_new(time, "roles", role_times_of(record));
  json_object_set_new(json, "time", time);
  json_object_set_new(json, "runs", runs_of(job));
  json_object_set_new(json, "unsuited", json_boolean(record->unsuited));
  json_object_set_new(json, "exploration", lab_json_exploration(record));
  return json;
}
