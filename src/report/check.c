/* SPDX-License-Identifier: MIT */
/*
 * For lab check: one line per variant and engine, then a summary.
 */
#include "report/number.h"
#include "report/table.h"

#include <stdio.h>
#include <string.h>

struct widths {
  int name, engine;
};

static int larger(int a, int b) { return a > b ? a : b; }

static struct widths widths_of(const struct lab_run *run) {
  struct widths widths = {0};
  for (size_t j = 0; j < run->n_jobs; j++) {
    const struct lab_record *record = &run->jobs[j].record;
    widths.name = larger(widths.name, lab_text_width(record->info->name));
    widths.engine = larger(widths.engine, (int)strlen(lab_engine_name(record->engine)));
  }
  return widths;
}

static void draw_job(const struct lab_job_result *job, const struct widths *widths, const struct lab_style *style,
                     FILE *out) {
  const enum lab_verdict verdict = job->summary.verdict;
  char mark[16], name[256], reason[256];
  snprintf(mark, sizeof(mark), "%-6s", lab_verdict_mark(verdict));
  lab_draw(out, style, lab_verdict_paint(verdict), mark);
  lab_text_clean(name, sizeof(name), job->record.info->name, style->unicode);
  lab_text_clean(reason, sizeof(reason), job->record.ran ? job->summary.reason : job->record.refused, style->unicode);
  /* A line per job is for grep: a reason is cut on a terminal's width only where nothing is wrong. */
  const int left = lab_width(style) - 6 - 2 - widths->name - 2 - widths->engine - 2;
  if (style->terminal && verdict == LAB_AS_DECLARED && left > 10 && !style->verbose)
    lab_text_fit(reason, sizeof(reason), left, style);
  fprintf(out, "  %s%*s  %-*s%s%s\n", name, widths->name - lab_text_width(name), "", widths->engine,
          lab_engine_name(job->record.engine), *reason ? "  " : "", reason);
}

static void draw_summary(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  size_t of[LAB_NOT_AS_DECLARED + 1] = {0};
  struct lab_text text = {0};
  for (size_t j = 0; j < run->n_jobs; j++)
    of[run->jobs[j].summary.verdict]++;
  lab_text_add(&text, "%zu checked in %.1f s:", run->n_jobs, run->elapsed);
  for (int v = LAB_AS_DECLARED; v <= LAB_NOT_AS_DECLARED; v++)
    if (of[v])
      lab_text_add(&text, "%s %zu %s", text.text[text.length - 1] == ':' ? "" : ",", of[v],
                   lab_verdict_name((enum lab_verdict)v));
  lab_draw_wrapped(out, style, of[LAB_NOT_AS_DECLARED] ? LAB_PAINT_BAD : LAB_PAINT_STRONG, 0, 2, text.text);
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  const struct widths widths = widths_of(run);
  if (!style->quiet)
    lab_draw_partial(run, style, out);
  for (size_t j = 0; j < run->n_jobs; j++)
    if (!style->quiet || run->jobs[j].summary.verdict == LAB_NOT_AS_DECLARED)
      draw_job(&run->jobs[j], &widths, style, out);
  lab_draw_partial(run, style, out);
  draw_summary(run, style, out);
}

const struct lab_renderer lab_render_check = {"check", "one line per variant and engine, and a summary", render};
