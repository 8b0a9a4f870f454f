/* SPDX-License-Identifier: MIT */
/*
 * Observed outcomes of the labs that declare them, and all counts for --verbose.
 */
#include "report/number.h"
#include "report/table.h"

#include <stdio.h>
#include <string.h>

static const char *grade_name(enum lab_grade grade) {
  static const char *const names[] = {"acceptable", "interesting", "forbidden"};
  return names[grade];
}

static enum lab_paint grade_paint(enum lab_grade grade, uint64_t count) {
  if (count == 0 || grade == LAB_ACCEPTABLE)
    return LAB_PAINT_NONE;
  return grade == LAB_FORBIDDEN ? LAB_PAINT_BAD : LAB_PAINT_BUG;
}

static void set_samples(struct lab_row *row, int column, enum lab_grade grade, const struct lab_job_result *job,
                        uint64_t count) {
  char number[LAB_NUMBER];
  if (job && job->record.ran)
    lab_cell_set(row, column, grade_paint(grade, count), "%s", lab_format_count(number, count));
}

/* Outcomes that the file does not list, if there were any. */
static void add_unlisted(struct lab_grid *grid, const struct lab_line *line, const int *columns) {
  for (int e = 0; e < LAB_ENGINES; e++) {
    const struct lab_counts *counts = line->on[e] ? &line->on[e]->record.counts : NULL;
    if (!counts || counts->unlisted == 0)
      continue;
    struct lab_text id = {0};
    for (uint64_t v = 0; v < counts->unlisted_n && v < LAB_OBSERVED_MAX; v++)
      lab_text_add(&id, "%s%lld", v ? ", " : "", (long long)counts->unlisted_values[v]);
    struct lab_row *row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_NONE);
    lab_cell_set(row, 0, LAB_PAINT_NONE, "unlisted");
    lab_cell_set(row, columns[LAB_ENGINES], LAB_PAINT_BAD, "forbidden");
    set_samples(row, columns[e], LAB_FORBIDDEN, line->on[e], counts->unlisted);
    row = lab_grid_row(grid, LAB_ROW_LINE, LAB_PAINT_FAINT);
    row->hang = 6;
    snprintf(row->line, sizeof(row->line), "    outcomes that the file does not list, %.120s first", id.text);
  }
}

static bool has_samples(const struct lab_line *line, int engine) {
  return line->on[engine] && lab_engine_facts((enum lab_engine)engine)->iterates;
}

static void draw_outcomes(const struct lab_line *line, const struct lab_style *style, FILE *out) {
  struct lab_grid grid = {0};
  int columns[LAB_ENGINES + 1];
  lab_grid_column(&grid, NULL, "outcome", false, 0);
  columns[LAB_ENGINES] = lab_grid_column(&grid, NULL, "grade", false, 2);
  for (int e = 0; e < LAB_ENGINES; e++)
    columns[e] = has_samples(line, e) ? lab_grid_column(&grid, NULL, lab_engine_name((enum lab_engine)e), true, 2) : -1;
  for (unsigned o = 0; o < line->info->n_outcomes; o++) {
    const struct lab_info_outcome *outcome = &line->info->outcomes[o];
    struct lab_row *row = lab_grid_row(&grid, LAB_ROW_CELLS, LAB_PAINT_NONE);
    lab_text_clean(row->cells[0].text, sizeof(row->cells[0].text), outcome->id, style->unicode);
    lab_cell_set(row, columns[LAB_ENGINES], LAB_PAINT_NONE, "%s", grade_name(outcome->grade));
    for (int e = 0; e < LAB_ENGINES; e++)
      if (has_samples(line, e))
        set_samples(row, columns[e], outcome->grade, line->on[e], line->on[e]->record.counts.outcomes[o]);
    row = lab_grid_row(&grid, LAB_ROW_LINE, LAB_PAINT_FAINT);
    row->hang = 6;
    char meaning[240];
    lab_text_clean(meaning, sizeof(meaning), outcome->meaning, style->unicode);
    snprintf(row->line, sizeof(row->line), "    %s", meaning);
  }
  add_unlisted(&grid, line, columns);
  char name[128];
  lab_draw_wrappedf(out, style, LAB_PAINT_STRONG, 0, 2, "Outcomes of %s",
                    lab_text_clean(name, sizeof(name), line->info->variant, style->unicode));
  lab_grid_draw(&grid, out, style);
  lab_grid_clear(&grid);
  fputc('\n', out);
}

static bool saw_unlisted(const struct lab_line *line) {
  for (int e = 0; e < LAB_ENGINES; e++)
    if (line->on[e] && line->on[e]->record.counts.unlisted)
      return true;
  return false;
}

void lab_table_outcomes(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  for (size_t l = 0; l < section->n_lines; l++)
    if ((section->lines[l].info->n_outcomes && !lab_section_searched(section)) || saw_unlisted(&section->lines[l]))
      draw_outcomes(&section->lines[l], style, out);
}

/* -- All counts. -- */

/* "998 of 1,000 (99.8 %, 99.3-100 %)". */
static void add_share(struct lab_text *text, uint64_t some, uint64_t all, double rate, struct lab_interval interval,
                      const struct lab_style *style) {
  char a[LAB_NUMBER], b[LAB_NUMBER], c[LAB_NUMBER], d[LAB_NUMBER];
  lab_text_add(text, "%s of %s (%s, 95 %%: %s)", lab_format_count(a, some), lab_format_count(b, all),
               lab_number_percent(c, rate), lab_number_interval(d, interval, style));
}

static void draw_tally(const struct lab_tally_summary *tally, const struct lab_summary *summary,
                       const struct lab_style *style, FILE *out) {
  struct lab_text text = {0};
  char number[LAB_NUMBER];
  const char *name = lab_tally_name(tally->tally);
  lab_text_add(&text, "%s: operations ", name);
  add_share(&text, tally->total, summary->operations, tally->rate, tally->rate_interval, style);
  lab_text_add(&text, "; iterations ");
  add_share(&text, tally->iterations, summary->iterations, tally->iteration_rate, tally->iteration_interval, style);
  if (tally->iterations)
    lab_text_add(&text, "; first in iteration %s", lab_format_count(number, tally->first));
  lab_draw_wrapped(out, style, LAB_PAINT_NONE, 4, 2, text.text);
}

static void draw_job(const struct lab_job_result *job, const struct lab_style *style, FILE *out) {
  const struct lab_record *record = &job->record;
  const struct lab_summary *summary = &job->summary;
  char name[128], a[LAB_NUMBER], b[LAB_NUMBER], c[LAB_NUMBER];
  struct lab_text text = {0};
  lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 2, 2, "%s on %s: %s iterations, %s operations, %u %s x %s",
                    lab_text_clean(name, sizeof(name), record->info->variant, style->unicode),
                    lab_engine_name(record->engine), lab_format_count(a, summary->iterations),
                    lab_format_count(b, summary->operations), record->threads,
                    lab_number_actors((int)record->info->kind, record->threads), lab_format_count(c, record->ops));
  if (!record->ran)
    return;
  lab_text_add(&text, "went wrong: iterations ");
  add_share(&text, summary->bad, summary->iterations, summary->bad_rate, summary->bad_interval, style);
  lab_draw_wrapped(out, style, LAB_PAINT_NONE, 4, 2, text.text);
  for (unsigned t = 0; t < summary->n_tallies; t++)
    draw_tally(&summary->tallies[t], summary, style, out);
  if (lab_engine_facts(record->engine)->detector) {
    text = (struct lab_text){0};
    lab_text_add(&text, "reported: iterations ");
    add_share(&text, record->counts.reported, record->counts.iterations, summary->reported_rate,
              summary->reported_interval, style);
    lab_draw_wrapped(out, style, LAB_PAINT_NONE, 4, 2, text.text);
  }
  lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 4, 2,
                    "time: %s ns per operation, %.3f s in all; layout: %u states a gate, %u bytes apart%s",
                    summary->ns_per_op > 0 ? lab_number_three(a, summary->ns_per_op) : "?", record->wall_ns / 1e9,
                    record->layout.batch, record->layout.stride, record->layout.shuffle ? ", shuffled" : "");
}

void lab_table_counts(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  lab_draw_wrapped(out, style, LAB_PAINT_STRONG, 0, 0, "All counts");
  for (size_t l = 0; l < section->n_lines; l++)
    for (int e = 0; e < LAB_ENGINES; e++)
      if (has_samples(&section->lines[l], e))
        draw_job(section->lines[l].on[e], style, out);
  fputc('\n', out);
}
