/* SPDX-License-Identifier: MIT */
/*
 * For lab compare-detectors: a row per variant, a column per detector, and below them how many were found and what it
 * cost.
 */
#include "report/compare.h"
#include "report/number.h"
#include <stdlib.h>
#include <string.h>

#define KIND_MAX 10 /* columns of a kind of report */

double lab_compare_factor(const struct lab_line *line, enum lab_engine engine) {
  const struct lab_job_result *native = line->on[LAB_ENGINE_NATIVE], *job = line->on[engine];
  const double base = native ? lab_detection_cost(&native->record) : 0;
  const double own = job && engine != LAB_ENGINE_NATIVE ? lab_detection_cost(&job->record) : 0;
  return base > 0 ? own / base : 0;
}

const char *lab_compare_refusal(const struct lab_record *record) {
  if (lab_detection_of(record) != LAB_DETECTION_NONE)
    return "";
  return record->refused[0] ? record->refused : record->partial ? "interrupted" : "no iteration was done";
}

/* What the detectors did on one kind of variants. */
struct score {
  unsigned of[LAB_DETECTIONS];
};

struct comparison {
  int columns[LAB_ENGINES];
  struct score scores[LAB_ENGINES];
};

static const char *short_kind(const char *kind) {
  static const struct {
    const char *kind, *text;
  } texts[] = {{LAB_DATA_RACE, "race"},       {LAB_LOCK_ORDER, "lock order"},
               {LAB_USE_AFTER_FREE, "freed"}, {"mutex-bad-unlock", "unlock"},
               {"mutex-misuse", "mutex"},     {"condition-misuse", "condition"},
               {LAB_OVERADMITS, "admitted"},  {LAB_DISORDERS, "order"},
               {"out-of-bounds", "bounds"},   {"nullptr-with-nonzero-offset", "null"}};
  for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
    if (strcmp(texts[t].kind, kind) == 0)
      return texts[t].text;
  return kind;
}

static void set_cell(struct lab_row *row, int column, const struct lab_record *record, const struct lab_style *style) {
  const char *kind = lab_detection_kind(record);
  char text[64] = "";
  if (kind)
    lab_text_clean(text, sizeof text, short_kind(kind), style->unicode);
  lab_text_fit(text, sizeof text, KIND_MAX, style);
  switch (lab_detection_of(record)) {
  case LAB_DETECTED: lab_cell_set(row, column, LAB_PAINT_GOOD, "%s", text); return;
  case LAB_DETECTION_MISSED: lab_cell_set(row, column, LAB_PAINT_BUG, "missed"); return;
  case LAB_DETECTION_FALSE: lab_cell_set(row, column, LAB_PAINT_BAD, "!%s", text); return;
  case LAB_DETECTION_SILENT: lab_cell_set(row, column, LAB_PAINT_NONE, "silent"); return;
  case LAB_DETECTION_UNKNOWN: lab_cell_set(row, column, LAB_PAINT_FAINT, "(%s)", kind ? text : "silent"); return;
  default: lab_cell_set(row, column, LAB_PAINT_FAINT, "-"); return;
  }
}

static void add_columns(struct comparison *comparison, struct lab_grid *grid, const struct lab_run *run) {
  bool has[LAB_ENGINES] = {false};
  for (size_t j = 0; j < run->n_jobs; j++)
    has[run->jobs[j].record.engine] = true;
  lab_grid_column(grid, NULL, "variant", false, 0);
  for (int e = 0; e < LAB_ENGINES; e++)
    comparison->columns[e] = has[e] && lab_engine_detects((enum lab_engine)e)
                                 ? lab_grid_column(grid, NULL, lab_engine_name((enum lab_engine)e), false, 2)
                                 : -1;
}

static void add_line(struct comparison *comparison, struct lab_grid *grid, const struct lab_line *line,
                     const struct lab_style *style) {
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_NONE);
  lab_text_clean(row->cells[0].text, sizeof row->cells[0].text, line->info->variant, style->unicode);
  for (int e = 0; e < LAB_ENGINES; e++) {
    if (comparison->columns[e] < 0 || !line->on[e])
      continue;
    set_cell(row, comparison->columns[e], &line->on[e]->record, style);
    const enum lab_detection detection = lab_detection_of(&line->on[e]->record);
    /* A report that a fixed variant declares is neither found nor false. */
    if (line->info->role != LAB_ROLE_FIXED || detection != LAB_DETECTED)
      comparison->scores[e].of[detection]++;
  }
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* Median over the variants of a lab. */
static void add_costs(const struct comparison *comparison, struct lab_grid *grid, const struct lab_section *section) {
  double *factors = calloc(section->n_lines, sizeof *factors);
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_FAINT);
  char text[LAB_NUMBER];
  lab_cell_set(row, 0, LAB_PAINT_FAINT, "cost");
  for (int e = 0; e < LAB_ENGINES && factors; e++) {
    size_t n = 0;
    for (size_t l = 0; l < section->n_lines; l++) {
      const double factor = lab_compare_factor(&section->lines[l], (enum lab_engine)e);
      if (factor > 0)
        factors[n++] = factor;
    }
    qsort(factors, n, sizeof *factors, ascending);
    lab_cell_set(row, comparison->columns[e], LAB_PAINT_FAINT, "%s",
                 n > 0 ? lab_format_factor(text, factors[n / 2]) : "-");
  }
  free(factors);
}

static void add_scores(const struct comparison *comparison, struct lab_grid *grid, const char *title,
                       enum lab_detection counted, enum lab_detection other) {
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_STRONG);
  lab_cell_set(row, 0, LAB_PAINT_STRONG, "%s", title);
  for (int e = 0; e < LAB_ENGINES; e++) {
    const unsigned *of = comparison->scores[e].of;
    if (of[counted] + of[other] > 0)
      lab_cell_set(row, comparison->columns[e], LAB_PAINT_NONE, "%u of %u", of[counted], of[counted] + of[other]);
    else
      lab_cell_set(row, comparison->columns[e], LAB_PAINT_NONE, "-");
  }
}

/* Each reason once, with the engines that it holds for. */
static void draw_refusals(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  for (size_t j = 0; j < run->n_jobs; j++) {
    const struct lab_record *record = &run->jobs[j].record;
    const char *why = lab_compare_refusal(record);
    bool known = *why == '\0';
    size_t variants = 0;
    for (size_t k = 0; k < run->n_jobs; k++) {
      const struct lab_record *other = &run->jobs[k].record;
      if (other->engine != record->engine || strcmp(lab_compare_refusal(other), why) != 0)
        continue;
      known |= k < j;
      variants++;
    }
    char text[256];
    if (!known)
      lab_draw_wrappedf(out, style, LAB_PAINT_BUG, 0, 2, "Not run on %s, %zu variant%s: %s",
                        lab_engine_name(record->engine), variants, variants == 1 ? "" : "s",
                        lab_text_clean(text, sizeof text, why, style->unicode));
  }
}

static void draw_legend(const struct lab_style *style, FILE *out) {
  lab_draw_wrapped(
      out, style, LAB_PAINT_FAINT, 0, 0,
      "A kind (race, lock order, freed: use after free, ...): reported, on a broken variant, or on a fixed one that "
      "declares it. missed: broken, and nothing reported, be it of a kind that the detector does not look for. !: a "
      "false report, on a fixed variant that does not declare it. silent: fixed, and rightly nothing. In "
      "brackets: an exercise, not judged. -: not run. cost: time of an operation (timed labs: of a run) as a "
      "multiple of native's; median of the lab's variants. Valgrind runs one "
      "thread at a time, which spares those that contend.");
}

static size_t add_section(struct comparison *comparison, struct lab_grid *grid, const struct lab_run *run, size_t first,
                          const struct lab_style *style) {
  struct lab_section section;
  const size_t next = lab_section_make(&section, run, first);
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_HEADING, LAB_PAINT_STRONG);
  snprintf(row->line, sizeof row->line, "%s", section.lab);
  for (size_t l = 0; l < section.n_lines; l++)
    add_line(comparison, grid, &section.lines[l], style);
  add_costs(comparison, grid, &section);
  lab_section_clear(&section);
  return next;
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  struct lab_grid grid = {0};
  struct comparison comparison = {0};
  if (run->command)
    lab_draw_command(out, style, 0, run->command);
  lab_draw_partial(run, style, out);
  add_columns(&comparison, &grid, run);
  for (size_t at = 0; at < run->n_jobs;)
    at = add_section(&comparison, &grid, run, at, style);
  struct lab_row *row = lab_grid_row(&grid, LAB_ROW_HEADING, LAB_PAINT_STRONG);
  snprintf(row->line, sizeof row->line, "in all");
  add_scores(&comparison, &grid, "reported", LAB_DETECTED, LAB_DETECTION_MISSED);
  add_scores(&comparison, &grid, "falsely", LAB_DETECTION_FALSE, LAB_DETECTION_SILENT);
  lab_grid_draw(&grid, out, style);
  lab_grid_clear(&grid);
  fputc('\n', out);
  draw_legend(style, out);
  draw_refusals(run, style, out);
  lab_table_machine(run, style, out);
  if (run->n_jobs)
    lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 0, 2, "Next: lab run %s --engine tsan,asan,helgrind,drd",
                      run->jobs[0].record.info->lab);
}

const struct lab_renderer lab_render_compare = {"compare", "what each detector reports", render};
