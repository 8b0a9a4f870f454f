/* SPDX-License-Identifier: MIT */
/*
 * The Test Anything Protocol (testanything.org): one test per variant and engine.  What is written is the same in TAP
 * 13 and 14; it is called 13, because Perl's prove, the commonest reader, refuses a document that says 14.
 *
 * Not seen here and cannot judge here are skipped; could not run is a failure, since a check that could not look at
 * everything has not passed.  What is said of a test that is not plainly ok stands in a YAML block below it.
 */
#include "report/draw.h"
#include "report/evidence.h"

#include <string.h>

/* A description or a reason: no line ends, and '#' would begin a directive. */
static void put_text(FILE *out, const char *text) {
  char clean[2048];
  lab_text_clean(clean, sizeof clean, text, true);
  for (const char *c = clean; *c; c++) {
    if (*c == '#' || *c == '\\')
      fputc('\\', out);
    fputc(*c, out);
  }
}

/* A double-quoted YAML scalar on one line. */
static void put_scalar(FILE *out, const char *key, const char *text) {
  char clean[2048];
  lab_text_clean(clean, sizeof clean, text, true);
  fprintf(out, "  %s: \"", key);
  for (const char *c = clean; *c; c++) {
    if (*c == '"' || *c == '\\')
      fputc('\\', out);
    fputc(*c, out);
  }
  fputs("\"\n", out);
}

static void put_findings(FILE *out, const struct lab_record *record) {
  char line[512];
  for (unsigned f = 0; f < record->n_findings; f++) {
    const struct lab_finding *finding = &record->findings[f];
    int used =
        snprintf(line, sizeof line, "%s in %llu iterations", finding->kind, (unsigned long long)finding->iterations);
    for (unsigned a = 0; a < finding->n_accesses && used > 0 && (size_t)used < sizeof line; a++)
      used += snprintf(line + used, sizeof line - (size_t)used, "%s%s:%u", a ? " and " : ": ",
                       finding->accesses[a].place.file ? finding->accesses[a].place.file : "?",
                       finding->accesses[a].place.line);
    char key[32];
    snprintf(key, sizeof key, "report_%u", f + 1);
    put_scalar(out, key, line);
  }
}

static void put_details(FILE *out, const struct lab_job_result *job) {
  char path[4096];
  fputs("  ---\n", out);
  put_scalar(out, "message", lab_evidence_reason(job));
  put_scalar(out, "severity", job->summary.verdict == LAB_COULD_NOT_RUN ? "error" : "fail");
  put_scalar(out, "type", job->summary.verdict == LAB_COULD_NOT_RUN ? "could-not-run" : lab_evidence_type(job));
  put_scalar(out, "file", lab_evidence_path(path, sizeof path, job->record.info, NULL));
  if (lab_engine_facts(job->record.engine)->iterates)
    fprintf(out, "  iterations: %llu\n", (unsigned long long)job->summary.iterations);
  put_findings(out, &job->record);
  char replay[2048];
  if (*lab_evidence_replay(replay, sizeof replay, job))
    put_scalar(out, "schedule", replay);
  fputs("  ...\n", out);
}

static void put_test(FILE *out, size_t number, const struct lab_job_result *job) {
  const enum lab_verdict verdict = job->summary.verdict;
  const bool bad = verdict == LAB_NOT_AS_DECLARED || verdict == LAB_COULD_NOT_RUN;
  fprintf(out, "%s %zu - ", bad ? "not ok" : "ok", number);
  put_text(out, job->record.info->name);
  fprintf(out, " %s", lab_engine_name(job->record.engine));
  if (verdict == LAB_NOT_SEEN || verdict == LAB_CANNOT_JUDGE) {
    fprintf(out, " # SKIP %s: ", lab_verdict_name(verdict));
    put_text(out, lab_evidence_reason(job));
  }
  fputc('\n', out);
  if (bad)
    put_details(out, job);
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  (void)style;
  fputs("TAP version 13\n", out);
  fprintf(out, "1..%zu%s\n", run->n_jobs, run->n_jobs ? "" : " # SKIP nothing was run");
  fputs("# ", out);
  put_text(out, run->command ? run->command : "lab");
  fputc('\n', out);
  for (size_t j = 0; j < run->n_jobs; j++)
    put_test(out, j + 1, &run->jobs[j]);
  if (run->partial)
    fprintf(out, "Bail out! interrupted%s%s\n", run->interruption ? " by " : "",
            run->interruption ? run->interruption : "");
}

const struct lab_renderer lab_render_tap = {"tap", "TAP, for test harnesses", render};
