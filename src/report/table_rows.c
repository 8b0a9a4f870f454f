/* SPDX-License-Identifier: MIT */
/*
 * The rows: one per variant, grouped into broken, fixed and exercise.
 *
 * The wide layout has everything in columns.  The medium one has the distribution in a line of its own below the rows
 * that are not all zero, the narrow one the intervals too.  The smallest goes without the times.
 */
#include "report/number.h"
#include "report/table.h"
#include "stats/exploration.h"

#include <stdio.h>
#include <string.h>

enum column {
  KIND,
  OPERATIONS,
  COUNT,
  RATE,
  RATE_INTERVAL,
  BAD,
  BAD_RATE,
  BAD_INTERVAL,
  SPARK,
  MIN,
  MEDIAN,
  P99,
  MAX,
  NS,
  FACTOR,
  EXPLORED,
  VERDICT,
  COLUMNS
};

enum size { WIDE, MEDIUM, NARROW, SMALL, SIZES };

#define DETECTORS_MANY 2 /* from more than these on, the smallest layout counts iterations alone */

struct layout {
  const struct lab_section *section;
  const struct lab_style *style;
  bool spread, intervals, timed, amounts, tallied, operations_differ;
  int shared;
  int at[COLUMNS];                                       /* index in the grid; -1 where the layout has no such column */
  int reported[LAB_ENGINES], reported_rate[LAB_ENGINES]; /* the same, by detector */
};

/* From one another, or from what the title says was asked for. */
static bool operations_differ(const struct lab_section *section) {
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_job_result *job = lab_line_main(&section->lines[l]);
    if (job->record.ran && job->summary.iterations != job->record.wanted)
      return true;
    if (job->summary.operations != lab_line_main(&section->lines[0])->summary.operations)
      return true;
  }
  return false;
}

static void add_distribution_columns(struct layout *layout, struct lab_grid *grid) {
  static const char *const group = "per iteration";
  layout->at[SPARK] = lab_grid_column(grid, group, "spread", false, 2);
  layout->at[MIN] = lab_grid_column(grid, group, "min", true, 1);
  layout->at[MEDIAN] = lab_grid_column(grid, group, "median", true, 1);
  layout->at[P99] = lab_grid_column(grid, group, "p99", true, 1);
  layout->at[MAX] = lab_grid_column(grid, group, "max", true, 1);
}

static void add_loss_columns(struct layout *layout, struct lab_grid *grid) {
  if (layout->tallied && layout->amounts) {
    const char *group = layout->shared == LAB_LOST ? "lost updates"
                        : layout->shared >= 0      ? lab_tally_name((enum lab_tally)layout->shared)
                                                   : "anomalies";
    layout->at[COUNT] = lab_grid_column(grid, group, "count", true, 2);
    layout->at[RATE] = lab_grid_column(grid, group, "rate", true, 1);
    layout->at[RATE_INTERVAL] = layout->intervals ? lab_grid_column(grid, group, "95 %", true, 1) : -1;
  }
  const char *group = !layout->intervals           ? "in iterations"
                      : layout->shared == LAB_LOST ? "iterations that lost"
                                                   : "iterations that went wrong";
  /* Where there is little room, their rate tells it all. */
  if (layout->intervals || !layout->tallied || !layout->section->has[LAB_ENGINE_EXPLORE])
    layout->at[BAD] = lab_grid_column(grid, group, "count", true, 2);
  layout->at[BAD_RATE] = layout->at[BAD] < 0 ? lab_grid_column(grid, NULL, "in iters", true, 2)
                                             : lab_grid_column(grid, group, "rate", true, 1);
  layout->at[BAD_INTERVAL] = layout->intervals ? lab_grid_column(grid, group, "95 %", true, 1) : -1;
  if (layout->spread && layout->tallied)
    add_distribution_columns(layout, grid);
}

static unsigned count_detectors(const struct lab_section *section) {
  unsigned n = 0;
  for (int e = 0; e < LAB_ENGINES; e++)
    n += section->has[e] && lab_engine_facts((enum lab_engine)e)->detector;
  return n;
}

static struct layout make_columns(const struct lab_section *section, const struct lab_style *style, enum size size,
                                  struct lab_grid *grid) {
  static const char *const time = "time";
  struct layout layout = {
      .section = section, .style = style, .spread = size == WIDE, .intervals = size <= MEDIUM, .timed = size != SMALL};
  layout.amounts = size != SMALL || count_detectors(section) <= DETECTORS_MANY;
  memset(layout.at, -1, sizeof(layout.at));
  memset(layout.reported, -1, sizeof(layout.reported));
  memset(layout.reported_rate, -1, sizeof(layout.reported_rate));
  layout.shared = lab_section_tally(section, &layout.tallied);
  layout.operations_differ = operations_differ(section);
  lab_grid_column(grid, NULL, "variant", false, 0);
  if (layout.intervals && layout.tallied && layout.shared < 0)
    layout.at[KIND] = lab_grid_column(grid, NULL, "kind", false, 2);
  if (layout.intervals && layout.operations_differ)
    layout.at[OPERATIONS] = lab_grid_column(grid, NULL, "operations", true, 2);
  add_loss_columns(&layout, grid);
  if (layout.timed) {
    layout.at[NS] = lab_grid_column(grid, time, "ns/op", true, 2);
    layout.at[FACTOR] = lab_grid_column(grid, time, "cost", true, 1);
  }
  for (int e = 0; e < LAB_ENGINES; e++) {
    const struct lab_engine_facts *facts = lab_engine_facts((enum lab_engine)e);
    if (!section->has[e] || !facts->detector)
      continue;
    layout.reported[e] = lab_grid_column(grid, facts->name, e == LAB_ENGINE_ASAN ? "found" : "races", true, 2);
    layout.reported_rate[e] = layout.intervals ? lab_grid_column(grid, facts->name, "rate", true, 1) : -1;
  }
  if (section->has[LAB_ENGINE_EXPLORE])
    layout.at[EXPLORED] = lab_grid_column(grid, NULL, "explore", true, 2);
  layout.at[VERDICT] = lab_grid_column(grid, NULL, "verdict", false, 2);
  return layout;
}

/* -- Cells of one row. -- */

static const char *amount(const struct layout *layout, char *to, uint64_t n) {
  return layout->intervals ? lab_format_count(to, n) : lab_number_short(to, n);
}

/* The narrow layouts have the digits of what is rare in the line of intervals. */
static const char *share(const struct layout *layout, char *to, double value) {
  return layout->intervals ? lab_number_percent(to, value) : lab_format_percent(to, value);
}

static enum lab_paint bug_paint(const struct lab_job_result *job, uint64_t n) {
  if (n == 0)
    return LAB_PAINT_NONE;
  return job->summary.verdict == LAB_NOT_AS_DECLARED ? LAB_PAINT_BAD : LAB_PAINT_BUG;
}

static void set_tally(const struct layout *layout, struct lab_row *row, const struct lab_job_result *job,
                      const struct lab_tally_summary *tally) {
  char text[LAB_NUMBER];
  const enum lab_paint paint = bug_paint(job, tally->total);
  lab_cell_set(row, layout->at[KIND], LAB_PAINT_NONE, "%s", lab_tally_name(tally->tally));
  lab_cell_set(row, layout->at[COUNT], paint, "%s", amount(layout, text, tally->total));
  if (tally->total == 0)
    return;
  lab_cell_set(row, layout->at[RATE], paint, "%s", share(layout, text, tally->rate));
  lab_cell_set(row, layout->at[RATE_INTERVAL], LAB_PAINT_FAINT, "%s",
               lab_number_interval(text, tally->rate_interval, layout->style));
  lab_draw_spark(text, tally->spark, layout->style);
  lab_cell_set(row, layout->at[SPARK], paint, "%s", text);
  lab_cell_set(row, layout->at[MIN], LAB_PAINT_NONE, "%s", amount(layout, text, tally->min));
  lab_cell_set(row, layout->at[MEDIAN], LAB_PAINT_NONE, "%s", amount(layout, text, tally->median));
  lab_cell_set(row, layout->at[P99], LAB_PAINT_NONE, "%s", amount(layout, text, tally->p99));
  lab_cell_set(row, layout->at[MAX], LAB_PAINT_NONE, "%s", amount(layout, text, tally->max));
}

static void set_iterations(const struct layout *layout, struct lab_row *row, enum lab_paint paint, uint64_t count,
                           double rate, struct lab_interval interval) {
  char text[LAB_NUMBER];
  lab_cell_set(row, layout->at[BAD], paint, "%s", amount(layout, text, count));
  if (count == 0) {
    lab_cell_set(row, layout->at[BAD_RATE], LAB_PAINT_NONE, "<%s", lab_format_percent_limit(text, interval.high));
    return;
  }
  lab_cell_set(row, layout->at[BAD_RATE], paint, "%s", share(layout, text, rate));
  lab_cell_set(row, layout->at[BAD_INTERVAL], LAB_PAINT_FAINT, "%s",
               lab_number_interval(text, interval, layout->style));
}

static void set_time(const struct layout *layout, struct lab_row *row, const struct lab_summary *summary) {
  char text[LAB_NUMBER];
  if (summary->ns_per_op > 0)
    lab_cell_set(row, layout->at[NS], LAB_PAINT_NONE, "%s", lab_number_three(text, summary->ns_per_op));
  if (summary->factor > 0)
    lab_cell_set(row, layout->at[FACTOR], LAB_PAINT_NONE, "%s", lab_format_factor(text, summary->factor));
}

static void set_reported(const struct layout *layout, struct lab_row *row, const struct lab_line *line, int engine) {
  const struct lab_job_result *job = line->on[engine];
  char text[LAB_NUMBER];
  if (!job || layout->reported[engine] < 0)
    return;
  if (!job->record.ran) {
    lab_cell_set(row, layout->reported[engine], LAB_PAINT_BUG, "-");
    return;
  }
  const uint64_t reported = job->record.counts.reported;
  const enum lab_paint paint = bug_paint(job, reported);
  /* Of different numbers of iterations, counts alone would not compare. */
  if (layout->operations_differ && !layout->intervals && reported)
    lab_cell_set(row, layout->reported[engine], paint, "%s", share(layout, text, job->summary.reported_rate));
  else
    lab_cell_set(row, layout->reported[engine], paint, "%s", amount(layout, text, reported));
  if (reported)
    lab_cell_set(row, layout->reported_rate[engine], paint, "%s", share(layout, text, job->summary.reported_rate));
}

static void set_explored(const struct layout *layout, struct lab_row *row, const struct lab_line *line) {
  const struct lab_job_result *job = line->on[LAB_ENGINE_EXPLORE];
  char text[LAB_NUMBER];
  if (!job)
    return;
  lab_explored_cell(text, sizeof text, job);
  lab_cell_set(row, layout->at[EXPLORED],
               job->record.exploration ? bug_paint(job, job->record.exploration->failed) : LAB_PAINT_FAINT, "%s", text);
}

/* -- Rows of one variant. -- */

static void add_intervals(const struct layout *layout, struct lab_grid *grid, const struct lab_tally_summary *tally,
                          struct lab_interval iterations) {
  char rate[LAB_NUMBER], share[LAB_NUMBER];
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_LINE, LAB_PAINT_FAINT);
  row->hang = 4;
  lab_number_interval(share, iterations, layout->style);
  if (tally && tally->total)
    snprintf(row->line, sizeof(row->line), "  95 %%: %s of operations, %s of iterations",
             lab_number_interval(rate, tally->rate_interval, layout->style), share);
  else
    snprintf(row->line, sizeof(row->line), "  95 %%: %s of iterations", share);
}

static void add_distribution(const struct layout *layout, struct lab_grid *grid,
                             const struct lab_tally_summary *tally) {
  char spark[LAB_NUMBER], min[LAB_NUMBER], median[LAB_NUMBER], p99[LAB_NUMBER], max[LAB_NUMBER];
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_LINE, LAB_PAINT_FAINT);
  row->hang = 4;
  lab_draw_spark(spark, tally->spark, layout->style);
  snprintf(row->line, sizeof(row->line), "  %s per iteration |%s| min %s, median %s, p99 %s, max %s",
           lab_tally_name(tally->tally), spark, amount(layout, min, tally->min), amount(layout, median, tally->median),
           amount(layout, p99, tally->p99), amount(layout, max, tally->max));
}

static void add_operations(struct lab_grid *grid, const struct lab_summary *summary) {
  char operations[LAB_NUMBER], iterations[LAB_NUMBER];
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_LINE, LAB_PAINT_FAINT);
  snprintf(row->line, sizeof(row->line), "  of %s operations in %s iterations",
           lab_format_count(operations, summary->operations), lab_format_count(iterations, summary->iterations));
}

static void add_details(const struct layout *layout, struct lab_grid *grid, const struct lab_tally_summary *tally,
                        uint64_t count, struct lab_interval iterations) {
  if (count == 0)
    return;
  if (!layout->intervals)
    add_intervals(layout, grid, tally, iterations);
  if (!layout->spread && tally && tally->total)
    add_distribution(layout, grid, tally);
}

/* Iterations that ended in a deadlock, a crash, ...: they have no audit, and so nothing but their number. */
static void add_incidents(const struct layout *layout, struct lab_grid *grid, const struct lab_job_result *job) {
  const uint64_t iterations = lab_record_iterations(&job->record);
  char text[LAB_NUMBER];
  for (int kind = 0; kind < LAB_INCIDENTS; kind++) {
    const uint64_t n = job->record.incidents[kind];
    if (n == 0)
      continue;
    struct lab_row *row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_NONE);
    lab_cell_set(row, 0, LAB_PAINT_NONE, "  %s", lab_incident_name((enum lab_incident)kind));
    lab_cell_set(row, layout->at[COUNT], bug_paint(job, n), "%s", amount(layout, text, n));
    set_iterations(layout, row, bug_paint(job, n), n, (double)n / (double)iterations,
                   lab_interval_of_proportion(n, iterations));
  }
}

static void add_line(const struct layout *layout, struct lab_grid *grid, const struct lab_line *line) {
  const struct lab_job_result *job = lab_line_main(line);
  const struct lab_summary *summary = &job->summary;
  const struct lab_tally_summary *first = summary->n_tallies ? &summary->tallies[0] : NULL;
  const enum lab_verdict verdict = lab_line_verdict(line);
  char text[LAB_NUMBER];
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_NONE);
  lab_text_clean(row->cells[0].text, sizeof(row->cells[0].text), line->info->variant, layout->style->unicode);
  for (int e = 0; e < LAB_ENGINES; e++)
    set_reported(layout, row, line, e);
  set_explored(layout, row, line);
  lab_cell_set(row, layout->at[VERDICT], lab_verdict_paint(verdict), "%s", lab_verdict_mark(verdict));
  if (!job->record.ran) {
    lab_cell_set(row, layout->at[BAD_RATE], LAB_PAINT_BUG, "no run");
    return;
  }
  lab_cell_set(row, layout->at[OPERATIONS], LAB_PAINT_NONE, "%s", lab_format_count(text, summary->operations));
  if (first)
    set_tally(layout, row, job, first);
  else
    lab_cell_set(row, layout->at[COUNT], LAB_PAINT_NONE, "0");
  set_iterations(layout, row, bug_paint(job, summary->bad), summary->bad, summary->bad_rate, summary->bad_interval);
  set_time(layout, row, summary);
  add_details(layout, grid, first, summary->bad, summary->bad_interval);
  if (!layout->intervals && layout->operations_differ)
    add_operations(grid, summary);
  for (unsigned t = 1; t < summary->n_tallies; t++) {
    const struct lab_tally_summary *tally = &summary->tallies[t];
    row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_NONE);
    lab_cell_set(row, 0, LAB_PAINT_NONE, "  %s", lab_tally_name(tally->tally));
    set_tally(layout, row, job, tally);
    set_iterations(layout, row, bug_paint(job, tally->iterations), tally->iterations, tally->iteration_rate,
                   tally->iteration_interval);
    add_details(layout, grid, tally, tally->iterations, tally->iteration_interval);
  }
  add_incidents(layout, grid, job);
}

static void add_lines(const struct layout *layout, struct lab_grid *grid) {
  static const char *const headings[] = {[LAB_ROLE_BROKEN] = "broken, on purpose",
                                         [LAB_ROLE_WAY] = "ways to do it",
                                         [LAB_ROLE_FIXED] = "fixed",
                                         [LAB_ROLE_EXERCISE] = "to be completed"};
  const struct lab_section *section = layout->section;
  for (size_t l = 0; l < section->n_lines; l++) {
    const enum lab_role role = section->lines[l].info->role;
    if (section->n_lines > 1 && (l == 0 || role != section->lines[l - 1].info->role)) {
      struct lab_row *row = lab_grid_row(grid, LAB_ROW_HEADING, LAB_PAINT_STRONG);
      snprintf(row->line, sizeof(row->line), "%s", headings[role]);
    }
    add_line(layout, grid, &section->lines[l]);
  }
}

/* The marks that occur, in words. */
static void add_marks(struct lab_text *text, const struct lab_section *section) {
  static const char *const meanings[] = {
      [LAB_AS_DECLARED] = "as its file declares", [LAB_UNDECLARED] = "nothing declared",
      [LAB_NOT_SEEN] = "the bug did not show",    [LAB_CANNOT_JUDGE] = "cannot be judged here",
      [LAB_COULD_NOT_RUN] = "could not run",      [LAB_NOT_AS_DECLARED] = "not as its file declares",
  };
  for (int v = LAB_AS_DECLARED; v <= LAB_NOT_AS_DECLARED; v++)
    for (size_t l = 0; l < section->n_lines; l++)
      if ((int)lab_line_verdict(&section->lines[l]) == v) {
        lab_text_add(text, "; %s: %s", lab_verdict_mark((enum lab_verdict)v), meanings[v]);
        break;
      }
}

/* What the columns mean, in one sentence. */
static void legend(const struct layout *layout, FILE *out) {
  const char *counted_on = lab_engine_name(lab_line_main(&layout->section->lines[0])->record.engine);
  struct lab_text text = {0};
  lab_text_add(&text, layout->timed ? "Counts and time: %s; cost: against broken" : "Counts: %s", counted_on);
  const char *separator = layout->reported[LAB_ENGINE_ASAN] < 0   ? "; races: iterations in which "
                          : count_detectors(layout->section) == 1 ? "; found: iterations in which "
                                                                  : "; races, found: iterations in which ";
  for (int e = 0; e < LAB_ENGINES; e++)
    if (layout->reported[e] >= 0) {
      lab_text_add(&text, "%s%s", separator, lab_engine_facts((enum lab_engine)e)->detector);
      separator = ", ";
    }
  if (*separator == ',')
    lab_text_add(&text, " reported");
  if (layout->at[BAD] < 0)
    lab_text_add(&text, "; in iters: share of iterations");
  if (layout->section->has[LAB_ENGINE_EXPLORE])
    lab_text_add(&text, "; explore: interleavings that fail");
  add_marks(&text, layout->section);
  lab_text_add(&text, ".");
  lab_draw_wrapped(out, layout->style, LAB_PAINT_FAINT, 0, 0, text.text);
}

void lab_table_rows(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  struct lab_grid grid = {0};
  struct layout layout;
  for (int size = WIDE; size < SIZES; size++) {
    lab_grid_clear(&grid);
    layout = make_columns(section, style, (enum size)size, &grid);
    add_lines(&layout, &grid);
    /* A gap or two may be narrowed; names are shortened only where there is no other way. */
    if ((size <= MEDIUM ? lab_grid_width(&grid) - 2 : lab_grid_width_least(&grid)) <= lab_width(style))
      break;
  }
  lab_grid_draw(&grid, out, style);
  lab_grid_clear(&grid);
  legend(&layout, out);
}
