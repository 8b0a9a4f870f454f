/* SPDX-License-Identifier: MIT */
/*
 * JUnit XML in the dialect that all common readers accept: the rules are in src/report/schema/junit.xsd.
 *
 * One testsuite per lab, one testcase per variant and engine.  A failure says that the program is not what its file
 * declares, an error that it could not be run, skipped that nothing could be concluded.
 */
#include "report/draw.h"
#include "report/escape.h"
#include "report/evidence.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put_attribute(FILE *out, const char *name, const char *text) {
  fprintf(out, " %s=\"", name);
  lab_put_xml(out, text);
  fputc('"', out);
}

struct totals {
  size_t tests, failures, errors, skipped;
  double seconds;
};

static void add_totals(struct totals *totals, const struct lab_job_result *job) {
  const enum lab_verdict verdict = job->summary.verdict;
  totals->tests++;
  totals->failures += verdict == LAB_NOT_AS_DECLARED;
  totals->errors += verdict == LAB_COULD_NOT_RUN;
  totals->skipped += verdict == LAB_NOT_SEEN || verdict == LAB_CANNOT_JUDGE;
  totals->seconds += job->record.wall_ns / 1e9;
}

/* All findings and incidents of a case go into its one failure: readers keep no more than one. */
static void put_evidence(FILE *out, const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  for (unsigned f = 0; f < record->n_findings; f++) {
    const struct lab_finding *finding = &record->findings[f];
    lab_put_xml(out, finding->kind);
    fprintf(out, " in %llu iterations\n", (unsigned long long)finding->iterations);
    for (unsigned a = 0; a < finding->n_accesses; a++) {
      const struct lab_place *place = &finding->accesses[a].place;
      fprintf(out, "  %s of %u bytes by actor %u in ", finding->accesses[a].write ? "write" : "read",
              finding->accesses[a].size, finding->accesses[a].actor);
      lab_put_xml(out, place->function ? place->function : "?");
      fputs(" ", out);
      lab_put_xml(out, place->file ? place->file : "?");
      fprintf(out, ":%u: ", place->line);
      lab_put_xml(out, place->text ? place->text : "");
      fputc('\n', out);
    }
  }
  char replay[2048];
  if (*lab_evidence_replay(replay, sizeof replay, job)) {
    lab_put_xml(out, replay);
    fputc('\n', out);
  }
  for (unsigned n = 0; n < record->n_notes; n++) {
    fprintf(out, "%s in iteration %llu: ", lab_incident_name(record->notes[n].kind),
            (unsigned long long)record->notes[n].iteration);
    lab_put_xml(out, record->notes[n].text);
    fputc('\n', out);
  }
}

static void put_result(FILE *out, const char *element, const char *type, const struct lab_job_result *job) {
  fprintf(out, "      <%s", element);
  put_attribute(out, "type", type);
  put_attribute(out, "message", lab_evidence_reason(job));
  fputs(">", out);
  if (strcmp(element, "skipped") != 0)
    put_evidence(out, job);
  fprintf(out, "</%s>\n", element);
}

static void put_case(FILE *out, const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  char name[512];
  fputs("    <testcase", out);
  snprintf(name, sizeof(name), "%s %s", record->info->variant, lab_engine_name(record->engine));
  put_attribute(out, "name", name);
  snprintf(name, sizeof(name), "lab.%s", record->info->lab);
  put_attribute(out, "classname", name);
  fprintf(out, " time=\"%.6f\"", record->wall_ns / 1e9);
  switch (job->summary.verdict) {
  case LAB_NOT_AS_DECLARED:
    fputs(">\n", out);
    put_result(out, "failure", lab_evidence_type(job), job);
    break;
  case LAB_COULD_NOT_RUN:
    fputs(">\n", out);
    put_result(out, "error", "could-not-run", job);
    break;
  case LAB_NOT_SEEN:
  case LAB_CANNOT_JUDGE:
    fputs(">\n", out);
    put_result(out, "skipped", job->summary.verdict == LAB_NOT_SEEN ? "not-seen" : "cannot-judge", job);
    break;
  default: fputs("/>\n", out); return;
  }
  fputs("    </testcase>\n", out);
}

static void put_property(FILE *out, const char *name, const char *value) {
  fputs("      <property", out);
  put_attribute(out, "name", name);
  put_attribute(out, "value", value);
  fputs("/>\n", out);
}

static void put_properties(FILE *out, const struct lab_run *run) {
  char number[32];
  fputs("    <properties>\n", out);
  put_property(out, "command", run->command ? run->command : "");
  snprintf(number, sizeof(number), "%llu", (unsigned long long)run->seed);
  put_property(out, "seed", number);
  snprintf(number, sizeof(number), "%llu", (unsigned long long)run->iterations);
  put_property(out, "iterations", run->iterations ? number : "by time");
  put_property(out, "partial", run->partial ? "true" : "false");
  snprintf(number, sizeof(number), "%u", run->machine.cpus_usable);
  put_property(out, "cpus_usable", number);
  put_property(out, "kernel", run->machine.kernel);
  put_property(out, "compiler", run->machine.compiler);
  fputs("    </properties>\n", out);
}

static void put_suite(FILE *out, const struct lab_run *run, size_t first, size_t after, unsigned id) {
  struct totals totals = {0};
  char host[256] = "", when[32] = "1970-01-01T00:00:00";
  struct tm utc;
  for (size_t j = first; j < after; j++)
    add_totals(&totals, &run->jobs[j]);
  if (gethostname(host, sizeof(host) - 1) != 0)
    strcpy(host, "unknown");
  if (gmtime_r(&run->started, &utc))
    strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S", &utc);
  fputs("  <testsuite", out);
  put_attribute(out, "name", run->jobs[first].record.info->lab);
  fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.6f\" timestamp=\"%s\"",
          totals.tests, totals.failures, totals.errors, totals.skipped, totals.seconds, when);
  put_attribute(out, "hostname", host);
  fprintf(out, " id=\"%u\" package=\"lab\">\n", id);
  put_properties(out, run);
  for (size_t j = first; j < after; j++)
    put_case(out, &run->jobs[j]);
  fputs("  </testsuite>\n", out);
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  (void)style;
  struct totals totals = {0};
  unsigned id = 0;
  for (size_t j = 0; j < run->n_jobs; j++)
    add_totals(&totals, &run->jobs[j]);
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
  fprintf(out, "<testsuites name=\"lab\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.6f\">\n", totals.tests,
          totals.failures, totals.errors, run->elapsed);
  for (size_t first = 0; first < run->n_jobs; id++) {
    size_t after = first + 1;
    while (after < run->n_jobs && strcmp(run->jobs[after].record.info->lab, run->jobs[first].record.info->lab) == 0)
      after++;
    put_suite(out, run, first, after, id);
    first = after;
  }
  fputs("</testsuites>\n", out);
}

const struct lab_renderer lab_render_junit = {"junit", "JUnit XML, for CI", render};
