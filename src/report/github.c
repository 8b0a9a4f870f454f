/* SPDX-License-Identifier: MIT */
#include "report/github.h"
#include "report/draw.h"
#include "report/evidence.h"

#include <string.h>

#define ROWS_MAX 200 /* a page may have a mebibyte */

/* -- Annotations. -- */
/* As workflow commands want it; in a property ':' and ',' are marks as well. */
static void put_escaped(FILE *out, const char *text, bool property) {
  for (; *text; text++) {
    const bool mark = *text == '%' || *text == '\r' || *text == '\n' || (property && (*text == ':' || *text == ','));
    if (mark)
      fprintf(out, "%%%02X", (unsigned)(unsigned char)*text);
    else
      fputc(*text, out);
  }
}

static bool is_wrong(const struct lab_run *run, const struct lab_job_result *job) {
  return job->summary.verdict == LAB_NOT_AS_DECLARED || (run->check && job->summary.verdict == LAB_COULD_NOT_RUN);
}

/* Where to look: a report that contradicts, else the first line of the file. */
static const struct lab_place *place_of(const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  for (unsigned f = 0; f < record->n_findings; f++) {
    const struct lab_finding *finding = &record->findings[f];
    if (lab_evidence_contradicts(job, finding) && finding->n_accesses && finding->accesses[0].place.line)
      return &finding->accesses[0].place;
  }
  return NULL;
}

static void annotate(const struct lab_job_result *job, FILE *out) {
  char path[4096], text[1024], replay[1024];
  const struct lab_place *place = place_of(job);
  fputs("::error file=", out);
  put_escaped(out, lab_evidence_path(path, sizeof path, job->record.info, place ? place->file : NULL), true);
  fprintf(out, ",line=%u,title=", place ? place->line : 1);
  put_escaped(out, job->record.info->name, true);
  fprintf(out, " on %s::", lab_engine_name(job->record.engine));
  put_escaped(out, lab_text_clean(text, sizeof text, lab_evidence_reason(job), true), false);
  if (*lab_evidence_replay(replay, sizeof replay, job)) {
    fputs("%0A", out);
    put_escaped(out, lab_text_clean(text, sizeof text, replay, true), false);
  }
  fputc('\n', out);
}

void lab_github_annotate(const struct lab_run *run, FILE *out) {
  size_t wrong = 0, shown = 0;
  for (size_t j = 0; j < run->n_jobs; j++)
    wrong += is_wrong(run, &run->jobs[j]);
  const size_t most = wrong > LAB_ANNOTATIONS_MAX ? LAB_ANNOTATIONS_MAX - 1 : LAB_ANNOTATIONS_MAX;
  for (size_t j = 0; j < run->n_jobs && shown < most; j++) {
    if (!is_wrong(run, &run->jobs[j]))
      continue;
    annotate(&run->jobs[j], out);
    shown++;
  }
  if (shown < wrong)
    fprintf(out, "::error title=lab::%zu more are not as declared%%3A the summary of the job has them\n",
            wrong - shown);
}

/* -- The page. -- */
/* In a cell of a table: no markup of a lab's. */
static void put_cell(FILE *out, const char *text) {
  char clean[1024];
  lab_text_clean(clean, sizeof clean, text, true);
  for (const char *c = clean; *c; c++) {
    if (strchr("\\`*_{}[]<>()#+!|", *c))
      fputc('\\', out);
    fputc(*c, out);
  }
}

static void put_row(FILE *out, const struct lab_job_result *job) {
  fprintf(out, "| %s | ", lab_verdict_name(job->summary.verdict));
  put_cell(out, job->record.info->name);
  fprintf(out, " | %s | ", lab_engine_name(job->record.engine));
  put_cell(out, lab_evidence_reason(job));
  fputs(" |\n", out);
}

static void put_counts(FILE *out, const struct lab_run *run) {
  size_t of[LAB_NOT_AS_DECLARED + 1] = {0};
  const char *separator = "";
  for (size_t j = 0; j < run->n_jobs; j++)
    of[run->jobs[j].summary.verdict]++;
  fputs("### lab: ", out);
  for (int v = LAB_NOT_AS_DECLARED; v >= LAB_AS_DECLARED; v--) {
    if (!of[v])
      continue;
    fprintf(out, "%s%zu %s", separator, of[v], lab_verdict_name((enum lab_verdict)v));
    separator = ", ";
  }
  fprintf(out, "%s\n\n", run->n_jobs ? "" : "nothing was run");
}

void lab_github_summarize(const struct lab_run *run, FILE *out) {
  size_t rows = 0;
  put_counts(out, run);
  if (run->partial)
    fprintf(out, "**Partial**: interrupted%s%s.\n\n", run->interruption ? " by " : "",
            run->interruption ? run->interruption : "");
  for (int v = LAB_NOT_AS_DECLARED; v > LAB_UNDECLARED; v--) {
    for (size_t j = 0; j < run->n_jobs && rows < ROWS_MAX; j++) {
      if (run->jobs[j].summary.verdict != (enum lab_verdict)v)
        continue;
      if (rows++ == 0)
        fputs("| verdict | variant | engine | |\n|---|---|---|---|\n", out);
      put_row(out, &run->jobs[j]);
    }
  }
  if (rows == ROWS_MAX)
    fprintf(out, "\nThe first %d.\n", ROWS_MAX);
  fputs("\nTo repeat it:\n\n    ", out);
  char clean[1024];
  fprintf(out, "%s\n\n", lab_text_clean(clean, sizeof clean, run->command ? run->command : "lab", true));
}
