/* SPDX-License-Identifier: MIT */
/*
 * SARIF 2.1.0 (OASIS) for code scanning, within the subset that GitHub reads: one SARIF run per engine, one result per
 * unordered pair of code locations (SCHEMA.md, schema/sarif-lab.schema.json).
 */
#include "report/sarif.h"

#include <string.h>

static json_t *rules_of(const json_t *results) {
  json_t *rules = json_array();
  for (size_t r = 0; r < json_array_size(results); r++) {
    const char *id = json_string_value(json_object_get(json_array_get(results, r), "ruleId"));
    bool known = false;
    for (size_t k = 0; k < json_array_size(rules) && !known; k++)
      known = strcmp(json_string_value(json_object_get(json_array_get(rules, k), "id")), id) == 0;
    if (!known)
      json_array_append_new(rules, lab_sarif_rule(id));
  }
  return rules;
}

/* What could not be looked at is no result, and must not pass for a clean one. */
static json_t *notifications_of(const struct lab_run *run, enum lab_engine engine) {
  json_t *list = json_array();
  for (size_t j = 0; j < run->n_jobs; j++) {
    const struct lab_job_result *job = &run->jobs[j];
    char text[512];
    if (job->record.engine != engine || job->summary.verdict != LAB_COULD_NOT_RUN)
      continue;
    snprintf(text, sizeof text, "%.200s could not run on %s: %.200s", job->record.info->name, lab_engine_name(engine),
             job->record.refused);
    json_array_append_new(list, json_pack("{s:s, s:{s:o}}", "level", "error", "message", "text", lab_json_text(text)));
  }
  return list;
}

static json_t *run_of(const struct lab_run *run, enum lab_engine engine) {
  char category[64];
  json_t *results = json_array(), *notifications = notifications_of(run, engine);
  for (size_t j = 0; j < run->n_jobs; j++)
    if (run->jobs[j].record.engine == engine)
      lab_sarif_add_results(results, run, &run->jobs[j]);
  snprintf(category, sizeof category, "lab/%s/%s/", run->check ? "check" : "run", lab_engine_name(engine));
  json_t *invocation =
      json_pack("{s:o, s:b, s:i, s:o, s:o}", "commandLine", lab_json_text(run->command), "executionSuccessful",
                json_array_size(notifications) == 0 && !run->partial, "exitCode", lab_run_exit_code(run),
                "startTimeUtc", lab_json_time(run->started), "toolExecutionNotifications", notifications);
  return json_pack("{s:{s:{s:s, s:s, s:s, s:o}}, s:{s:s}, s:[o], s:s, s:o}", "tool", "driver", "name", "lab", "version",
                   LAB_VERSION, "semanticVersion", LAB_VERSION, "rules", rules_of(results), "automationDetails", "id",
                   category, "invocations", invocation, "columnKind", "utf16CodeUnits", "results", results);
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  (void)style;
  json_t *runs = json_array();
  for (int e = 0; e < LAB_ENGINES; e++) {
    bool used = false;
    for (size_t j = 0; j < run->n_jobs; j++)
      used |= run->jobs[j].record.engine == (enum lab_engine)e;
    if (used)
      json_array_append_new(runs, run_of(run, (enum lab_engine)e));
  }
  json_t *log = json_pack("{s:s, s:s, s:o}", "$schema",
                          "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
                          "version", "2.1.0", "runs", runs);
  if (!log || json_dumpf(log, out, JSON_INDENT(2)) != 0)
    fputs("{\"error\": \"out of memory\"}", out); /* no SARIF: an empty one would pass for a clean run */
  fputc('\n', out);
  json_decref(log);
}

const struct lab_renderer lab_render_sarif = {"sarif", "SARIF 2.1.0, for code scanning", render};
