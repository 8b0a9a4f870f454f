/* SPDX-License-Identifier: MIT */
/*
 * The table for people: command, one section per lab, machine and limits, conclusion.
 */
#include "report/table.h"
#include "report/diagram.h"
#include "report/number.h"

#include <stdio.h>

/* Whether all jobs of the section have the same number of threads and of operations. */
static bool same_size(const struct lab_section *section, unsigned *threads, unsigned long *ops) {
  *threads = lab_line_main(&section->lines[0])->record.threads;
  *ops = lab_line_main(&section->lines[0])->record.ops;
  for (size_t l = 0; l < section->n_lines; l++)
    for (int e = 0; e < LAB_ENGINES; e++) {
      const struct lab_job_result *job = section->lines[l].on[e];
      if (job && (job->record.threads != *threads || job->record.ops != *ops))
        return false;
    }
  return true;
}

/* Iterations asked for of all variants on an engine; 0: it differs, or is not said. */
static uint64_t wanted_on(const struct lab_section *section, int engine) {
  uint64_t wanted = 0;
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_job_result *job = section->lines[l].on[engine];
    if (!job)
      continue;
    if (wanted && job->record.wanted != wanted)
      return 0;
    wanted = job->record.wanted;
  }
  return wanted;
}

/* Whether each engine has one number of iterations for all variants; *all: one number for all engines, or 0. */
static bool same_extent(const struct lab_section *section, uint64_t *all) {
  bool first = true;
  for (int e = 0; e < LAB_ENGINES; e++) {
    if (!section->has[e])
      continue;
    const uint64_t wanted = wanted_on(section, e);
    if (wanted == 0)
      return false;
    *all = first || *all == wanted ? wanted : 0;
    first = false;
  }
  return true;
}

/* "1,000 iterations", "1,000 and 200 iterations", "0.5 s of iterations", "1,000 iterations or 0.5 s". */
static void add_extent(struct lab_text *text, const struct lab_section *section) {
  const struct lab_run *run = section->run;
  char number[LAB_NUMBER];
  uint64_t all = 0;
  if (!run->iterations) {
    lab_text_add(text, ": %g s of iterations", run->seconds);
    return;
  }
  if (!same_extent(section, &all)) {
    lab_text_add(text, ": up to %s iterations", lab_format_count(number, run->iterations));
  } else if (all) {
    lab_text_add(text, ": %s iteration%s", lab_format_count(number, all), all == 1 ? "" : "s");
  } else {
    const char *separator = ": ";
    for (int e = 0; e < LAB_ENGINES; e++)
      if (section->has[e]) {
        lab_text_add(text, "%s%s", separator, lab_format_count(number, wanted_on(section, e)));
        separator = " and ";
      }
    lab_text_add(text, " iterations");
  }
  if (run->seconds > 0)
    lab_text_add(text, " or %g s", run->seconds);
}

/* Operations of a variant on an engine, where they are known beforehand and can be counted. */
static void add_product(struct lab_text *text, const struct lab_section *section, unsigned threads, unsigned long ops) {
  char number[LAB_NUMBER];
  uint64_t all = 0;
  if (section->run->seconds > 0 || !same_extent(section, &all) || all == 0 ||
      __builtin_mul_overflow((uint64_t)threads * ops, all, &all))
    return;
  lab_text_add(text, " = %s operations each", lab_format_count(number, all));
}

/* What the actors are; LAB_KINDS where variants differ in it. */
static int kind_of(const struct lab_section *section) {
  const int kind = (int)section->lines[0].info->kind;
  for (size_t l = 1; l < section->n_lines; l++)
    if ((int)section->lines[l].info->kind != kind)
      return LAB_KINDS;
  return kind;
}

/* "counter-race on native and tsan: 1,000 iterations x 2 threads x 1,000 operations". */
static void draw_title(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  const char *times = lab_glyph(style, LAB_GLYPH_TIMES);
  struct lab_text text = {0};
  char name[128], number[LAB_NUMBER];
  unsigned threads;
  unsigned long ops;
  lab_text_add(&text, "%s on ", lab_text_clean(name, sizeof(name), section->lab, style->unicode));
  const char *separator = "";
  for (int e = 0; e < LAB_ENGINES; e++)
    if (section->has[e] && lab_engine_facts((enum lab_engine)e)->iterates) {
      lab_text_add(&text, "%s%s", separator, lab_engine_name((enum lab_engine)e));
      separator = " and ";
    }
  add_extent(&text, section);
  if (same_size(section, &threads, &ops)) {
    lab_text_add(&text, " %s %u %s %s %s operation%s", times, threads, lab_number_actors(kind_of(section), threads),
                 times, lab_format_count(number, ops), ops == 1 ? "" : "s");
    add_product(&text, section, threads, ops);
  } else {
    lab_text_add(&text, ", %s and operations as each variant has them", lab_number_actors(kind_of(section), 2));
  }
  lab_draw_wrapped(out, style, LAB_PAINT_NONE, 0, 2, text.text);
}

/* "sleepers on native and tsan: 10 and 3 runs of each variant, 5 actors, a unit is 5 ms". */
static void draw_timed_title(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  const struct lab_record *record = &lab_line_main(&section->lines[0])->record;
  struct lab_text text = {0};
  char name[128], number[LAB_NUMBER];
  const char *separator = ":";
  lab_text_add(&text, "%s", lab_text_clean(name, sizeof(name), section->lab, style->unicode));
  for (int e = 0; e < LAB_ENGINES; e++) {
    const struct lab_job_result *job = section->lines[0].on[e];
    if (!job || !lab_engine_facts((enum lab_engine)e)->iterates)
      continue;
    if (job->record.wanted)
      lab_text_add(&text, "%s %s runs on %s", separator, lab_format_count(number, job->record.wanted),
                   lab_engine_name((enum lab_engine)e));
    else
      lab_text_add(&text, "%s runs on %s", separator, lab_engine_name((enum lab_engine)e));
    separator = ",";
  }
  lab_text_add(&text, ", %u actors; a unit is %s", record->threads, lab_format_ns(number, record->unit_us * 1e3));
  lab_draw_wrapped(out, style, LAB_PAINT_NONE, 0, 2, text.text);
}

static void draw_rows(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  const bool timed = lab_section_timed(section);
  if (timed)
    draw_timed_title(section, style, out);
  else
    draw_title(section, style, out);
  fputc('\n', out);
  if (timed)
    lab_table_timed(section, style, out);
  else
    lab_table_rows(section, style, out);
  fputc('\n', out);
  if (timed)
    lab_table_diagram(section, style, out);
}

static void draw_section(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  if (!lab_section_searched(section))
    draw_rows(section, style, out);
  if (lab_table_roles(section, style, out))
    fputc('\n', out);
  lab_table_reasons(section, style, out);
  lab_table_outcomes(section, style, out);
  lab_table_explored(section, style, out);
  lab_table_findings(section, style, out);
  lab_table_incidents(section, style, out);
  const bool zeros = !lab_section_searched(section) && lab_table_zeros(section, style, out);
  const bool notes = lab_table_notes(section, style, out);
  if (zeros || notes)
    fputc('\n', out);
  if (style->verbose)
    lab_table_counts(section, style, out);
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  if (!style->quiet) {
    if (run->command)
      lab_draw_command(out, style, 0, run->command);
    lab_draw_partial(run, style, out);
    for (size_t at = 0; at < run->n_jobs;) {
      struct lab_section section;
      at = lab_section_make(&section, run, at);
      if (section.n_lines)
        draw_section(&section, style, out);
      lab_section_clear(&section);
    }
    lab_table_machine(run, style, out);
    lab_table_limits(run, style, out);
    fputc('\n', out);
  }
  lab_draw_partial(run, style, out);
  lab_draw_conclusion(run, style, out);
}

const struct lab_renderer lab_render_table = {"table", "tables for people", render};
