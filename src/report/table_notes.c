/* SPDX-License-Identifier: MIT */
/*
 * Sentences below the rows: verdicts that need a reason, what a zero is worth, notes of the variants, the machine, and
 * what the engines cannot show.
 */
#include "report/number.h"
#include "report/table.h"
#include "stats/exploration.h"

#include <stdio.h>
#include <string.h>

void lab_table_reasons(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  bool any = false;
  for (size_t l = 0; l < section->n_lines; l++)
    for (int e = 0; e < LAB_ENGINES; e++) {
      const struct lab_job_result *job = section->lines[l].on[e];
      if (!job)
        continue;
      const enum lab_verdict verdict = job->summary.verdict;
      if (verdict == LAB_AS_DECLARED || (verdict == LAB_UNDECLARED && !style->verbose))
        continue;
      char name[128], reason[256];
      lab_text_clean(name, sizeof(name), job->record.info->variant, style->unicode);
      lab_text_clean(reason, sizeof(reason), job->record.ran ? job->summary.reason : job->record.refused,
                     style->unicode);
      lab_draw_wrappedf(out, style, lab_verdict_paint(verdict), 0, 4, "%s %s on %s: %s%s%s",
                        verdict == LAB_NOT_AS_DECLARED ? "!!" : "--", name, lab_engine_name(job->record.engine),
                        lab_verdict_name(verdict), *reason ? ": " : "", reason);
      any = true;
    }
  if (any)
    fputc('\n', out);
}

/* -- The power of a zero. -- */

struct zeros {
  size_t n, of; /* variants of the role without a bad iteration, and all of them */
  const char *only;
  uint64_t least, most; /* iterations */
  double bound, power;
  struct lab_text names;
};

static bool is_zero(const struct lab_job_result *job) {
  return job->record.ran && job->summary.bad == 0 && job->summary.iterations > 0;
}

static void gather_zeros(const struct lab_section *section, enum lab_role role, const struct lab_style *style,
                         struct zeros *zeros) {
  *zeros = (struct zeros){.least = UINT64_MAX, .power = 2};
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_line *line = &section->lines[l];
    const struct lab_summary *summary = &lab_line_main(line)->summary;
    char name[128];
    zeros->of += line->info->role == role;
    if (line->info->role != role || !is_zero(lab_line_main(line)))
      continue;
    zeros->n++;
    zeros->least = summary->iterations < zeros->least ? summary->iterations : zeros->least;
    zeros->most = summary->iterations > zeros->most ? summary->iterations : zeros->most;
    zeros->bound = summary->bad_interval.high > zeros->bound ? summary->bad_interval.high : zeros->bound;
    zeros->power = summary->power < zeros->power ? summary->power : zeros->power;
    lab_text_add(&zeros->names, "%s%s", zeros->n > 1 ? ", " : "",
                 lab_text_clean(name, sizeof(name), line->info->variant, style->unicode));
  }
}

static void draw_zeros(const struct zeros *zeros, enum lab_role role, const char *verb, const struct lab_style *style,
                       FILE *out) {
  struct lab_text text = {0};
  char least[LAB_NUMBER], most[LAB_NUMBER], bound[LAB_NUMBER], power[LAB_NUMBER];
  const bool differ = zeros->least < zeros->most;
  lab_format_count(least, zeros->least);
  if (zeros->n == zeros->of && zeros->n > 2 && role == LAB_ROLE_FIXED)
    lab_text_add(&text, "All %zu fixed variants", zeros->n);
  else
    lab_text_add(&text, "%s", zeros->names.text);
  lab_text_add(&text, ": 0 of %s%s%s iterations %s%s (%sbelow %s at 95 %%).", least, differ ? " to " : "",
               differ ? lab_format_count(most, zeros->most) : "", verb, zeros->n > 1 ? " in each" : "",
               differ ? "for the fewest: " : "", lab_format_percent_limit(bound, zeros->bound));
  if (zeros->power >= 0 && zeros->power <= 1)
    lab_text_add(
        &text, " Had %s %s as often as broken does here, %s%s iterations would have shown it with probability %s%s.",
        zeros->n > 1 ? "they" : "it", strcmp(verb, "lost") == 0 ? "lost" : "gone wrong", differ ? "even " : "", least,
        lab_format_probability(power, zeros->power), zeros->power < 0.95 ? " only: more would say more" : "");
  lab_draw_wrapped(out, style, LAB_PAINT_NONE, 0, 2, text.text);
}

bool lab_table_zeros(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  bool any = false, tallied;
  const char *verb = lab_section_tally(section, &tallied) == LAB_LOST ? "lost" : "went wrong";
  for (int role = LAB_ROLE_BROKEN; role <= LAB_ROLE_EXERCISE; role++) {
    struct zeros zeros;
    gather_zeros(section, (enum lab_role)role, style, &zeros);
    if (zeros.n)
      draw_zeros(&zeros, (enum lab_role)role, verb, style, out);
    any |= zeros.n > 0;
  }
  return any;
}

/* -- Notes. -- */

enum showing { HIDDEN, SHOWN, LEFT_OPEN };

/*
 * Does an engine show a bug, by the means that are its own?  A search without a failure and without a proof leaves it
 * open.
 */
static enum showing showing(const struct lab_job_result *job) {
  const struct lab_exploration *found = job->record.exploration;
  if (!found && job->record.engine == LAB_ENGINE_NATIVE)
    return job->summary.bad > 0 ? SHOWN : HIDDEN;
  if (!found)
    return job->record.counts.reported > 0 ? SHOWN : HIDDEN;
  if (found->failed || found->races > 0)
    return SHOWN;
  return found->sizes[0].exhausted ? HIDDEN : LEFT_OPEN;
}

/* Engines that say different things want the reason, and so does a search that says nothing, or too much. */
static bool engines_disagree(const struct lab_line *line) {
  bool seen[LEFT_OPEN + 1] = {[HIDDEN] = line->info->role == LAB_ROLE_FIXED};
  for (int e = 0; e < LAB_ENGINES; e++)
    if (line->on[e] && line->on[e]->record.ran)
      seen[showing(line->on[e])] = true;
  return (seen[HIDDEN] && seen[SHOWN]) || seen[LEFT_OPEN];
}

static bool note_record(const struct lab_record *record, const char *name, const struct lab_style *style, FILE *out) {
  char text[256], number[LAB_NUMBER];
  const char *engine = lab_engine_name(record->engine);
  if (record->symbolizer_note)
    lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 0, 2, "%s on %s: %s", name, engine,
                      lab_text_clean(text, sizeof(text), record->symbolizer_note, style->unicode));
  if (record->reports_dropped)
    lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 0, 2, "%s on %s: %s more distinct reports were not kept.", name,
                      engine, lab_format_count(number, record->reports_dropped));
  return record->symbolizer_note || record->reports_dropped;
}

bool lab_table_notes(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  struct lab_text yielding = {0};
  bool any = false, processes = false;
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_line *line = &section->lines[l];
    processes |= line->info->kind == LAB_PROCESSES && line->on[LAB_ENGINE_TSAN];
    char name[128], why[512];
    lab_text_clean(name, sizeof(name), line->info->variant, style->unicode);
    for (int e = 0; e < LAB_ENGINES; e++)
      if (line->on[e])
        any |= note_record(&line->on[e]->record, name, style, out);
    if (line->on[LAB_ENGINE_NATIVE] && line->on[LAB_ENGINE_NATIVE]->record.yielding)
      lab_text_add(&yielding, "%s%s", yielding.length ? ", " : "", name);
    if (!line->info->why || (!engines_disagree(line) && !style->verbose))
      continue;
    any = true;
    lab_draw_wrappedf(out, style, LAB_PAINT_NONE, 0, 2, "%s: %s", name,
                      lab_text_clean(why, sizeof(why), line->info->why, style->unicode));
  }
  if (processes)
    lab_draw_wrapped(
        out, style, LAB_PAINT_NONE, 0, 2,
        "ThreadSanitizer sees one process at a time: a race between two it cannot report, what it lost the "
        "audit counts.");
  if (yielding.length)
    lab_draw_wrappedf(out, style, LAB_PAINT_BUG, 0, 2, "Made visible by yields between accesses (one CPU): %s.",
                      yielding.text);
  return any || processes || yielding.length;
}

void lab_table_machine(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  const struct lab_machine *machine = &run->machine;
  char text[128], before[LAB_NUMBER], after[LAB_NUMBER];
  struct lab_text line = {0};
  if (run->merged)
    lab_text_add(&line, "%u shards, put together; each had at least: ", run->merged);
  lab_text_add(&line, "Machine: %u of %u CPUs usable, actors %s; ", machine->cpus_usable, machine->cpus_online,
               machine->pinned ? "pinned" : "not pinned");
  if (machine->round_trip_before_ns > 0)
    lab_text_add(
        &line, "cache line round trip %s before, %s after; ", lab_format_ns(before, machine->round_trip_before_ns),
        machine->round_trip_after_ns > 0 ? lab_format_ns(after, machine->round_trip_after_ns) : "not measured");
  if (machine->foreign_load >= 0)
    lab_text_add(&line, "load of others %.1f CPUs; ", machine->foreign_load);
  if (*machine->cpu)
    lab_text_add(&line, "%s; ", lab_text_clean(text, sizeof(text), machine->cpu, style->unicode));
  if (*machine->kernel)
    lab_text_add(&line, "%s; ", lab_text_clean(text, sizeof(text), machine->kernel, style->unicode));
  lab_text_add(&line, "%s.", lab_text_clean(text, sizeof(text), machine->compiler, style->unicode));
  lab_draw_wrapped(out, style, LAB_PAINT_FAINT, 0, 2, line.text);
}

void lab_table_limits(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  bool used[LAB_ENGINES] = {false};
  for (size_t j = 0; j < run->n_jobs; j++)
    used[run->jobs[j].record.engine] |= run->jobs[j].record.ran;
  for (int e = 0; e < LAB_ENGINES; e++)
    if (used[e])
      lab_draw_wrappedf(out, style, LAB_PAINT_FAINT, 0, 2, "%s cannot show: %s", lab_engine_name((enum lab_engine)e),
                        lab_engine_facts((enum lab_engine)e)->limits);
}
