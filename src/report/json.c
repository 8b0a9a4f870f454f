/* SPDX-License-Identifier: MIT */
/*
 * JSON for machines: schema "lab-run/1", described in SCHEMA.md and schema/lab-run-1.schema.json.
 */
#include "report/json.h"

json_t *lab_json_machine(const struct lab_machine *machine) {
  return json_pack("{s:o, s:o, s:o, s:i, s:i, s:b, s:o, s:o, s:o}", "cpu", lab_json_text(machine->cpu), "kernel",
                   lab_json_text(machine->kernel), "compiler", lab_json_text(machine->compiler), "cpus_usable",
                   (int)machine->cpus_usable, "cpus_online", (int)machine->cpus_online, "pinned", machine->pinned,
                   "round_trip_before_ns", lab_json_known(machine->round_trip_before_ns), "round_trip_after_ns",
                   lab_json_known(machine->round_trip_after_ns), "foreign_load",
                   machine->foreign_load >= 0 ? lab_json_real(machine->foreign_load) : json_null());
}

static json_t *shard_of(const struct lab_run *run) {
  if (run->shard.total == 0)
    return json_null();
  return json_pack("{s:i, s:i, s:I}", "index", (int)run->shard.index, "total", (int)run->shard.total, "jobs",
                   (json_int_t)run->whole);
}

json_t *lab_json_header(const struct lab_run *run) {
  /* A seed takes all 64 bits, and many readers keep numbers as doubles: so it is a string. */
  char seed[32];
  snprintf(seed, sizeof(seed), "%llu", (unsigned long long)run->seed);
  return json_pack("{s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:b, s:f, s:o, s:o, s:o}", "version", LAB_VERSION, "kind",
                   run->check   ? "check"
                   : run->bench ? "bench"
                                : "run",
                   "command", lab_json_text(run->command), "started", lab_json_time(run->started), "seed", seed,
                   "iterations", run->iterations ? lab_json_count(run->iterations) : json_null(), "seconds",
                   lab_json_known(run->seconds), "timeout_s", lab_json_real(run->timeout), "require_repro",
                   run->require_repro, "confidence", LAB_CONFIDENCE, "shard", shard_of(run), "merged",
                   run->merged ? json_integer((json_int_t)run->merged) : json_null(), "machine",
                   lab_json_machine(&run->machine));
}

json_t *lab_json_summary(const struct lab_run *run) {
  return json_pack("{s:o, s:b, s:o, s:i}", "elapsed_s", lab_json_real(run->elapsed), "partial", run->partial,
                   "interruption", lab_json_text(run->interruption), "exit_code", lab_run_exit_code(run));
}

/* With its findings and incidents. */
static json_t *whole_job(const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  json_t *json = lab_json_job(job);
  json_t *findings = json_object_get(json_object_get(json, "sanitizer"), "findings");
  json_t *incidents = json_object_get(json_object_get(json, "incidents"), "first");
  for (unsigned f = 0; f < record->n_findings; f++)
    json_array_append_new(findings, lab_json_finding(&record->findings[f]));
  for (unsigned n = 0; n < record->n_notes; n++)
    json_array_append_new(incidents, lab_json_incident(&record->notes[n]));
  return json;
}

static json_t *run_of(const struct lab_run *run) {
  json_t *json = json_pack("{s:s}", "schema", "lab-run/1"), *jobs = json_array();
  json_object_update_new(json, lab_json_header(run));
  json_object_update_new(json, lab_json_summary(run));
  for (size_t j = 0; j < run->n_jobs; j++)
    json_array_append_new(jobs, whole_job(&run->jobs[j]));
  return json_object_set_new(json, "jobs", jobs) == 0 ? json : NULL;
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
