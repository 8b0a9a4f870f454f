/* SPDX-License-Identifier: MIT */
/*
 * Below the rows: each distinct pair of racing lines, and the iterations that ended in anything but an audit.
 */
#include "report/number.h"
#include "report/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FINDINGS_SHOWN 8 /* without --verbose */
#define NOTES_SHOWN 3    /* the same, of each variant's incidents */

/* A finding of one variant. */
struct found {
  const struct lab_job_result *job;
  const struct lab_finding *finding;
  bool printed; /* with an earlier one of the same lines */
};

static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

static bool same_place(const struct lab_place *a, const struct lab_place *b) {
  return a->line == b->line && same_text(a->file, b->file) && same_text(a->function, b->function);
}

static bool same_lines(const struct lab_finding *a, const struct lab_finding *b) {
  bool same = a->n_accesses == b->n_accesses && strcmp(a->kind, b->kind) == 0;
  for (unsigned i = 0; same && i < a->n_accesses; i++)
    same = same_place(&a->accesses[i].place, &b->accesses[i].place) && a->accesses[i].write == b->accesses[i].write;
  return same;
}

static size_t collect(const struct lab_section *section, struct found **found) {
  size_t room = 0, n = 0;
  for (size_t l = 0; l < section->n_lines; l++)
    for (int e = 0; e < LAB_ENGINES; e++)
      room += section->lines[l].on[e] ? section->lines[l].on[e]->record.n_findings : 0;
  *found = room ? calloc(room, sizeof(**found)) : NULL;
  for (size_t l = 0; *found && l < section->n_lines; l++)
    for (int e = 0; e < LAB_ENGINES; e++) {
      const struct lab_job_result *job = section->lines[l].on[e];
      for (unsigned f = 0; job && f < job->record.n_findings; f++)
        (*found)[n++] = (struct found){.job = job, .finding = &job->record.findings[f]};
    }
  return n;
}

/* "data-race in 998 of 1,000 iterations of broken, 12 of 1,000 of exercise". */
static void draw_title(struct found *found, size_t n, size_t first, int number, bool several,
                       const struct lab_style *style, FILE *out) {
  struct lab_text text = {0};
  char kind[64], name[128], some[LAB_NUMBER], all[LAB_NUMBER];
  lab_text_add(&text, "%d. %s in ", number, lab_text_clean(kind, sizeof(kind), found[first].finding->kind, false));
  for (size_t i = first; i < n; i++) {
    if (i != first && !same_lines(found[first].finding, found[i].finding))
      continue;
    found[i].printed = true;
    lab_text_add(&text, "%s%s of %s%s of %s", i == first ? "" : ", ",
                 lab_format_count(some, found[i].finding->iterations),
                 lab_format_count(all, found[i].job->summary.iterations), i == first ? " iterations" : "",
                 lab_text_clean(name, sizeof(name), found[i].job->record.info->variant, style->unicode));
    if (several)
      lab_text_add(&text, " on %s", lab_engine_name(found[i].job->record.engine));
  }
  lab_draw_wrapped(out, style, LAB_PAINT_BUG, 2, 3, text.text);
}

static void draw_source(const struct lab_place *place, const struct lab_style *style, FILE *out) {
  char text[256];
  if (!place->text)
    return;
  lab_text_clean(text, sizeof(text), place->text, style->unicode);
  lab_text_fit(text, sizeof(text), lab_width(style) - 9, style);
  fputs("       | ", out);
  lab_draw(out, style, LAB_PAINT_STRONG, text);
  fputc('\n', out);
}

/* A report on the order of locks has two stacks for each: where it is taken, and where the one held then was. */
static const char *verb_of(const struct lab_finding *finding, unsigned stack) {
  if (strcmp(finding->kind, LAB_LOCK_ORDER) != 0)
    return "by ";
  return stack % 2 == 0 ? "taken by " : "while holding what was taken by ";
}

static void draw_accesses(const struct lab_finding *finding, const struct lab_style *style, FILE *out) {
  for (unsigned i = 0; i < finding->n_accesses; i++) {
    const struct lab_place *place = &finding->accesses[i].place;
    struct lab_text text = {0};
    char clean[256];
    if (finding->accesses[i].freed)
      lab_text_add(&text, "freed by ");
    else if (finding->accesses[i].size)
      lab_text_add(&text, "%s%s of %u byte%s by ", finding->accesses[i].atomic ? "atomic " : "",
                   finding->accesses[i].write ? "write" : "read", finding->accesses[i].size,
                   finding->accesses[i].size == 1 ? "" : "s");
    else
      lab_text_add(&text, "%s", verb_of(finding, i));
    if (finding->accesses[i].actor < LAB_ACTORS_MAX)
      lab_text_add(&text, "actor %u", finding->accesses[i].actor);
    else
      lab_text_add(&text, "a thread that is no actor");
    if (place->function)
      lab_text_add(&text, " in %s", lab_text_clean(clean, sizeof(clean), place->function, style->unicode));
    if (place->file)
      lab_text_add(&text, ", %s:%u", lab_text_clean(clean, sizeof(clean), place->file, style->unicode), place->line);
    else
      lab_text_add(&text, ", at an unknown line");
    lab_draw_wrapped(out, style, LAB_PAINT_NONE, 5, 4, text.text);
    /* Two accesses of one line share the quotation. */
    if (i + 1 == finding->n_accesses || !same_place(place, &finding->accesses[i + 1].place))
      draw_source(place, style, out);
  }
}

/* ThreadSanitizer may miss a race that is there: how often it did is part of the picture. */
static void draw_missing(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  struct lab_text text = {0};
  char number[LAB_NUMBER], name[128];
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_job_result *job = section->lines[l].on[LAB_ENGINE_TSAN];
    if (!job || job->record.counts.reported == 0 || job->record.counts.reported >= job->record.counts.iterations)
      continue;
    const uint64_t missing = job->record.counts.iterations - job->record.counts.reported;
    lab_text_add(&text, "%s%s%s of %s", text.length ? ", " : "Without a report: ", lab_format_count(number, missing),
                 text.length    ? ""
                 : missing == 1 ? " iteration"
                                : " iterations",
                 lab_text_clean(name, sizeof(name), job->record.info->variant, style->unicode));
  }
  if (!text.length)
    return;
  lab_text_add(&text, ".");
  lab_draw_wrapped(out, style, LAB_PAINT_NONE, 2, 2, text.text);
}

/* "What ThreadSanitizer and helgrind reported"; returns how many detectors that is. */
static int name_detectors(const struct lab_section *section, struct lab_text *text) {
  int n = 0;
  for (int e = 0; e < LAB_ENGINES; e++)
    if (section->has[e] && lab_engine_facts((enum lab_engine)e)->detector)
      lab_text_add(text, "%s%s", n++ ? " and " : "What ", lab_engine_facts((enum lab_engine)e)->detector);
  lab_text_add(text, " reported");
  return n;
}

void lab_table_findings(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  struct found *found;
  struct lab_text title = {0};
  const size_t n = collect(section, &found);
  const bool several = name_detectors(section, &title) > 1;
  int number = 0, hidden = 0;
  for (size_t i = 0; i < n; i++) {
    if (found[i].printed)
      continue;
    if (number == FINDINGS_SHOWN && !style->verbose) {
      hidden++;
      continue;
    }
    if (number == 0)
      lab_draw_wrapped(out, style, LAB_PAINT_STRONG, 0, 0, title.text);
    draw_title(found, n, i, ++number, several, style, out);
    draw_accesses(found[i].finding, style, out);
  }
  if (hidden)
    lab_draw_wrappedf(out, style, LAB_PAINT_FAINT, 2, 0, "and %d more: --verbose shows them", hidden);
  if (number) {
    draw_missing(section, style, out);
    fputc('\n', out);
  }
  free(found);
}

/* -- Incidents. -- */

static bool same_note(const struct lab_incident_note *a, const struct lab_incident_note *b) {
  return a->kind == b->kind && strcmp(a->text, b->text) == 0;
}

/* Whether an earlier note says the same. */
static bool is_repeated(const struct lab_record *record, unsigned note) {
  for (unsigned n = 0; n < note; n++)
    if (same_note(&record->notes[n], &record->notes[note]))
      return true;
  return false;
}

/* "crash: SIGSEGV in actor 1: iterations 17, 44"; one line for those that say the same. */
static void draw_incident_notes(const struct lab_record *record, const struct lab_style *style, FILE *out) {
  unsigned drawn = 0, left = 0;
  for (unsigned n = 0; n < record->n_notes; n++) {
    struct lab_text text = {0};
    char clean[256], number[LAB_NUMBER];
    if (is_repeated(record, n))
      continue;
    if (drawn == NOTES_SHOWN && !style->verbose) {
      left++;
      continue;
    }
    drawn++;
    lab_text_add(&text, "%s: %s: in iteration", lab_incident_name(record->notes[n].kind),
                 lab_text_clean(clean, sizeof(clean), record->notes[n].text, style->unicode));
    const char *separator = " ";
    for (unsigned m = n; m < record->n_notes; m++) {
      if (!same_note(&record->notes[n], &record->notes[m]))
        continue;
      lab_text_add(&text, "%s%s", separator, lab_format_count(number, record->notes[m].iteration));
      separator = ", ";
    }
    lab_draw_wrapped(out, style, LAB_PAINT_NONE, 6, 4, text.text);
  }
  if (left)
    lab_draw_wrappedf(out, style, LAB_PAINT_FAINT, 6, 0, "and %u more: --verbose shows them", left);
}

static void draw_incident(const struct lab_job_result *job, const struct lab_style *style, FILE *out) {
  const struct lab_record *record = &job->record;
  struct lab_text text = {0};
  char number[LAB_NUMBER], clean[256];
  lab_text_add(&text, "%s on %s:", lab_text_clean(clean, sizeof(clean), record->info->variant, style->unicode),
               lab_engine_name(record->engine));
  const char *separator = " ";
  for (int i = 0; i < LAB_INCIDENTS; i++) {
    if (record->incidents[i] == 0)
      continue;
    lab_text_add(&text, "%s%s in %s iteration%s", separator, lab_incident_name((enum lab_incident)i),
                 lab_format_count(number, record->incidents[i]), record->incidents[i] == 1 ? "" : "s");
    separator = ", ";
  }
  if (record->restarts)
    lab_text_add(&text, "; %u fresh host%s", record->restarts, record->restarts == 1 ? "" : "s");
  if (record->gave_up)
    lab_text_add(&text, "; given up");
  lab_draw_wrapped(out, style, job->summary.verdict == LAB_NOT_AS_DECLARED ? LAB_PAINT_BAD : LAB_PAINT_BUG, 2, 4,
                   text.text);
  draw_incident_notes(record, style, out);
}

static bool has_incident(const struct lab_record *record) {
  bool any = record->gave_up || record->restarts > 0;
  for (int i = 0; i < LAB_INCIDENTS; i++)
    any |= record->incidents[i] > 0;
  return any;
}

void lab_table_incidents(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  bool any = false;
  for (size_t l = 0; l < section->n_lines; l++)
    for (int e = 0; e < LAB_ENGINES; e++) {
      const struct lab_job_result *job = section->lines[l].on[e];
      if (!job || !has_incident(&job->record))
        continue;
      if (!any)
        lab_draw_wrapped(out, style, LAB_PAINT_STRONG, 0, 0, "Iterations that did not reach the audit");
      any = true;
      draw_incident(job, style, out);
    }
  if (any)
    fputc('\n', out);
}
