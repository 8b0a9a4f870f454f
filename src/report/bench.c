/* SPDX-License-Identifier: MIT */
/*
 * For lab bench: a row per variant, a column per number of actors.
 */
#include "report/number.h"
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

#define COUNTS_MAX 12

/* The jobs of one lab: numbers of actors, ascending. */
struct bench {
  const struct lab_run *run;
  size_t first, end; /* jobs */
  unsigned counts[COUNTS_MAX];
  int n_counts;
  bool timed;
};

static struct bench bench_of(const struct lab_run *run, size_t first) {
  const char *lab = run->jobs[first].record.info->lab;
  struct bench bench = {.run = run, .first = first, .end = first, .timed = true};
  for (; bench.end < run->n_jobs && strcmp(run->jobs[bench.end].record.info->lab, lab) == 0; bench.end++) {
    const struct lab_record *record = &run->jobs[bench.end].record;
    bench.timed &= record->info->kind == LAB_TIMED;
    int at = 0;
    while (at < bench.n_counts && bench.counts[at] < record->threads)
      at++;
    if ((at < bench.n_counts && bench.counts[at] == record->threads) || bench.n_counts == COUNTS_MAX)
      continue;
    memmove(bench.counts + at + 1, bench.counts + at, (size_t)(bench.n_counts - at) * sizeof(*bench.counts));
    bench.counts[at] = record->threads;
    bench.n_counts++;
  }
  return bench;
}

static int column_of(const struct bench *bench, unsigned threads) {
  for (int c = 0; c < bench->n_counts; c++)
    if (bench->counts[c] == threads)
      return c + 1;
  return -1;
}

enum measure { TIME, COMPARED };

static void set_value(struct lab_row *row, int column, const struct bench *bench, const struct lab_job_result *job,
                      enum measure measure) {
  const struct lab_summary *summary = &job->summary;
  const bool right = summary->bad == 0 || !bench->timed;
  char number[LAB_NUMBER];
  if (!job->record.ran || summary->iterations == 0) {
    lab_cell_set(row, column, LAB_PAINT_BAD, "%s", job->record.ran ? "-" : "none");
    return;
  }
  if (!right) {
    lab_cell_set(row, column, LAB_PAINT_BUG, "wrong");
    return;
  }
  const double time = bench->timed ? summary->median_ns : summary->ns_per_op;
  const double factor = bench->timed ? summary->speedup : summary->factor;
  lab_cell_set(row, column, LAB_PAINT_NONE, "%s",
               measure == TIME ? lab_format_ns(number, time) : lab_format_factor(number, factor));
}

static void draw_grid(const struct bench *bench, const char *title, enum measure measure, const struct lab_style *style,
                      FILE *out) {
  struct lab_grid grid = {0};
  char heads[COUNTS_MAX][16];
  lab_grid_column(&grid, NULL, "variant", false, 0);
  for (int c = 0; c < bench->n_counts; c++) {
    snprintf(heads[c], sizeof(heads[c]), "%u", bench->counts[c]);
    lab_grid_column(&grid, title, heads[c], true, 2);
  }
  const struct lab_info *last = NULL;
  struct lab_row *row = NULL;
  for (size_t j = bench->first; j < bench->end; j++) {
    const struct lab_job_result *job = &bench->run->jobs[j];
    if (job->record.info != last) {
      row = lab_grid_row(&grid, LAB_ROW_CELLS, LAB_PAINT_NONE);
      lab_text_clean(row->cells[0].text, sizeof(row->cells[0].text), job->record.info->variant, style->unicode);
    }
    last = job->record.info;
    set_value(row, column_of(bench, job->record.threads), bench, job, measure);
  }
  lab_grid_draw(&grid, out, style);
  lab_grid_clear(&grid);
  fputc('\n', out);
}

static bool has_base(const struct bench *bench) {
  for (size_t j = bench->first; j < bench->end; j++)
    if (strcmp(bench->run->jobs[j].record.info->variant, bench->timed ? "sequential" : "broken") == 0)
      return true;
  return false;
}

static void draw_bench(const struct bench *bench, const struct lab_style *style, FILE *out) {
  const struct lab_record *record = &bench->run->jobs[bench->first].record;
  char name[128], number[LAB_NUMBER];
  lab_text_clean(name, sizeof(name), record->info->lab, style->unicode);
  if (bench->timed)
    lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 0, 2, "%s on native; a unit is %s", name,
                      lab_format_ns(number, record->unit_us * 1e3));
  else
    lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 0, 2, "%s on native: %s operations of each actor in an iteration",
                      name, lab_format_count(number, record->ops));
  fputc('\n', out);
  draw_grid(bench, bench->timed ? "time of a run (median), by actors" : "time per operation, by actors", TIME, style,
            out);
  if (has_base(bench))
    draw_grid(bench, bench->timed ? "times as fast as sequential, by actors" : "times as long as broken, by actors",
              COMPARED, style, out);
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  if (run->command)
    lab_draw_command(out, style, 0, run->command);
  lab_draw_partial(run, style, out);
  bool timed = false, others = false;
  for (size_t at = 0; at < run->n_jobs;) {
    const struct bench bench = bench_of(run, at);
    timed |= bench.timed;
    others |= !bench.timed;
    draw_bench(&bench, style, out);
    at = bench.end;
  }
  if (others)
    lab_draw_wrapped(out, style, LAB_PAINT_FAINT, 0, 0,
                     "Time per operation is what one actor needs for one, the waiting for others in it included.");
  if (timed)
    lab_draw_wrapped(out, style, LAB_PAINT_FAINT, 0, 0,
                     "Where the number of actors is that of the pieces of work, sequential grows with it.");
  lab_table_machine(run, style, out);
  if (run->n_jobs)
    lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 0, 2, "Next: lab run %s",
                      run->jobs[0].record.info->given ? run->jobs[0].record.info->given
                                                      : run->jobs[0].record.info->lab);
}

const struct lab_renderer lab_render_bench = {"bench", "costs over the number of actors", render};
