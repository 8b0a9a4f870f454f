/* SPDX-License-Identifier: MIT */
/*
 * The rows of a timed lab: time of a run, speed-up against `sequential`, whether the results were right.
 */
#include "report/diagram.h"
#include "report/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct columns {
  const struct lab_style *style;
  bool inline_intervals;
  int time, time_interval, speedup, speedup_interval, results, races, verdict;
  enum lab_engine detector; /* whose reports are the races; LAB_ENGINES: there is none */
};

static enum lab_engine first_detector(const struct lab_section *section) {
  int e = 0;
  while (e < LAB_ENGINES && !(section->has[e] && lab_engine_facts((enum lab_engine)e)->detector))
    e++;
  return (enum lab_engine)e;
}

static struct columns make_columns(struct lab_grid *grid, const struct lab_section *section,
                                   const struct lab_style *style, bool inline_intervals) {
  static const char time[] = "time of a run", speedup[] = "speed-up";
  struct columns c = {
      .style = style, .inline_intervals = inline_intervals, .races = -1, .detector = first_detector(section)};
  lab_grid_column(grid, NULL, "variant", false, 0);
  c.time = lab_grid_column(grid, time, "median", true, 2);
  c.time_interval = inline_intervals ? lab_grid_column(grid, time, "95 % interval", true, 1) : c.time;
  c.speedup = lab_grid_column(grid, inline_intervals ? speedup : NULL, inline_intervals ? "" : "speed-up", true, 3);
  c.speedup_interval = inline_intervals ? lab_grid_column(grid, speedup, "95 % interval", true, 1) : c.speedup;
  c.results = lab_grid_column(grid, NULL, "results", false, 3);
  if (c.detector != LAB_ENGINES)
    c.races = lab_grid_column(grid, NULL, "races", true, 2);
  c.verdict = lab_grid_column(grid, NULL, "verdict", false, 2);
  return c;
}

/* "25.3-25.6 ms", both in the unit of the median; "" where there is none. */
static const char *time_interval(char *to, struct lab_interval interval, double median, const struct lab_style *style) {
  const char *unit = "";
  char low[LAB_NUMBER], high[LAB_NUMBER];
  *to = '\0';
  if (!isfinite(interval.high))
    return to;
  lab_number_three(low, lab_axis_value(interval.low, median, &unit));
  lab_number_three(high, lab_axis_value(interval.high, median, &unit));
  snprintf(to, LAB_NUMBER * 2, "%s%s%s %s", low, lab_glyph(style, LAB_GLYPH_RANGE), high, unit);
  return to;
}

static const char *factor_interval(char *to, struct lab_interval interval, const struct lab_style *style) {
  char low[LAB_NUMBER], high[LAB_NUMBER];
  *to = '\0';
  if (isfinite(interval.high))
    snprintf(to, LAB_NUMBER * 2, "%s%s%s", lab_number_three(low, interval.low), lab_glyph(style, LAB_GLYPH_RANGE),
             lab_number_three(high, interval.high));
  return to;
}

static void set_results(const struct columns *c, struct lab_row *row, const struct lab_job_result *job) {
  const struct lab_summary *summary = &job->summary;
  if (summary->bad == 0) {
    lab_cell_set(row, c->results, LAB_PAINT_NONE, "right");
    return;
  }
  const char *what = "wrong";
  for (int i = 0; i < LAB_INCIDENTS; i++)
    if (job->record.incidents[i])
      what = lab_incident_name((enum lab_incident)i);
  for (unsigned t = summary->n_tallies; t > 0; t--)
    if (summary->tallies[t - 1].iterations)
      what = lab_tally_name(summary->tallies[t - 1].tally);
  lab_cell_set(row, c->results, lab_verdict_paint(summary->verdict) == LAB_PAINT_BAD ? LAB_PAINT_BAD : LAB_PAINT_BUG,
               "%s in %llu/%llu", what, (unsigned long long)summary->bad, (unsigned long long)summary->iterations);
}

static bool is_base(const struct lab_info *info) { return strcmp(info->variant, "sequential") == 0; }

static void add_row(const struct columns *c, struct lab_grid *grid, const struct lab_line *line) {
  const struct lab_job_result *job = lab_line_main(line);
  const struct lab_job_result *watched = c->detector == LAB_ENGINES ? NULL : line->on[c->detector];
  const struct lab_summary *summary = &job->summary;
  const enum lab_verdict verdict = lab_line_verdict(line);
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_NONE);
  char name[128], number[LAB_NUMBER], time[2 * LAB_NUMBER], factor[2 * LAB_NUMBER] = "";
  /* What is wrong is not fast. */
  const bool compared = summary->speedup > 0 && summary->bad == 0 && !is_base(line->info);
  lab_cell_set(row, 0, LAB_PAINT_NONE, "%.60s", lab_text_clean(name, sizeof(name), line->info->variant, true));
  lab_cell_set(row, c->verdict, lab_verdict_paint(verdict), "%s", lab_verdict_mark(verdict));
  if (watched && watched->record.ran)
    lab_cell_set(row, c->races, watched->record.counts.reported ? LAB_PAINT_BUG : LAB_PAINT_NONE, "%llu",
                 (unsigned long long)watched->record.counts.reported);
  if (!job->record.ran || !(summary->median_ns > 0))
    return;
  lab_cell_set(row, c->time, LAB_PAINT_NONE, "%s", lab_format_ns(number, summary->median_ns));
  if (compared)
    lab_cell_set(row, c->speedup, LAB_PAINT_NONE, "%s", lab_format_factor(number, summary->speedup));
  set_results(c, row, job);
  time_interval(time, summary->median_interval, summary->median_ns, c->style);
  if (compared)
    factor_interval(factor, summary->speedup_interval, c->style);
  if (!c->inline_intervals && (*time || *factor)) {
    row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_FAINT);
    lab_cell_set(row, 0, LAB_PAINT_FAINT, "  95 %% interval");
  }
  if (*time)
    lab_cell_set(row, c->time_interval, LAB_PAINT_FAINT, "%s", time);
  if (*factor)
    lab_cell_set(row, c->speedup_interval, LAB_PAINT_FAINT, "%s", factor);
}

static void add_rows(const struct columns *columns, struct lab_grid *grid, const struct lab_section *section,
                     const size_t *order) {
  static const char *const headings[LAB_ROLES] = {[LAB_ROLE_BROKEN] = "broken, on purpose",
                                                  [LAB_ROLE_WAY] = "ways to do it",
                                                  [LAB_ROLE_FIXED] = "fixed",
                                                  [LAB_ROLE_EXERCISE] = "to be completed"};
  for (size_t i = 0; i < section->n_lines; i++) {
    const struct lab_line *line = &section->lines[order[i]];
    if (section->n_lines > 1 && (i == 0 || line->info->role != section->lines[order[i - 1]].info->role)) {
      struct lab_row *row = lab_grid_row(grid, LAB_ROW_HEADING, LAB_PAINT_STRONG);
      snprintf(row->line, sizeof(row->line), "%s", headings[line->info->role]);
    }
    add_row(columns, grid, line);
  }
}

static void legend(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  bool base = false, other = false;
  for (size_t l = 0; l < section->n_lines; l++) {
    base |= is_base(section->lines[l].info);
    other |= !is_base(section->lines[l].info);
  }
  struct lab_text text = {0};
  lab_text_add(&text, "Time of a run: median, with its interval from order statistics (6 runs or more).");
  if (base && other)
    lab_text_add(&text,
                 " Speed-up: how many times as fast as sequential, by medians, with a bootstrap interval (%d "
                 "resamples); what is wrong has none.",
                 LAB_BOOTSTRAP);
  const enum lab_engine detector = first_detector(section);
  if (detector != LAB_ENGINES)
    lab_text_add(&text, " Races: runs in which %s reported; times under it are not shown.",
                 lab_engine_facts(detector)->detector);
  lab_draw_wrapped(out, style, LAB_PAINT_FAINT, 0, 0, text.text);
}

void lab_table_timed(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  size_t *order = calloc(section->n_lines, sizeof(*order));
  struct lab_grid grid = {0};
  if (!order)
    return;
  lab_section_order(section, order);
  for (int inline_intervals = 1; inline_intervals >= 0; inline_intervals--) {
    lab_grid_clear(&grid);
    const struct columns columns = make_columns(&grid, section, style, inline_intervals == 1);
    add_rows(&columns, &grid, section, order);
    if (lab_grid_width(&grid) <= lab_width(style))
      break;
  }
  lab_grid_draw(&grid, out, style);
  lab_grid_clear(&grid);
  free(order);
  legend(section, style, out);
}
