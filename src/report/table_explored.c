/* SPDX-License-Identifier: MIT */
/*
 * What the explorer found, in sentences below the rows: variants of which the same is to be said stand together.
 */
#include "report/evidence.h"
#include "report/table.h"
#include "stats/exploration.h"

#include <stdio.h>
#include <string.h>

bool lab_section_searched(const struct lab_section *section) {
  for (int e = 0; e < LAB_ENGINES; e++)
    if (section->has[e] && lab_engine_facts((enum lab_engine)e)->iterates)
      return false;
  return true;
}

void lab_explored_cell(char *text, size_t room, const struct lab_job_result *job) {
  const struct lab_exploration *found = job->record.exploration;
  if (!job->record.ran || !found)
    snprintf(text, room, "-");
  else if (found->failed && found->interleavings && found->interleavings < 1000)
    snprintf(text, room, "%llu of %llu", (unsigned long long)found->failing_interleavings,
             (unsigned long long)found->interleavings);
  else if (found->failed)
    snprintf(text, room, "fails");
  else if (found->races)
    snprintf(text, room, "%llu race%s", (unsigned long long)found->races, found->races == 1 ? "" : "s");
  else
    snprintf(text, room, "%s", found->sizes[0].exhausted ? "proved" : "not all");
}

static void text_of(char *text, size_t room, const struct lab_job_result *job) {
  if (job->record.ran && job->record.exploration)
    lab_exploration_text(text, room, job->record.exploration);
  else
    snprintf(text, room, "%s", job->record.refused);
}

static const struct lab_job_result *job_of(const struct lab_section *section, size_t line) {
  return section->lines[line].on[LAB_ENGINE_EXPLORE];
}

/* The names of all variants from this one on of which the same is said. */
static void add_names(struct lab_text *names, const struct lab_section *section, size_t first, const char *same,
                      const struct lab_style *style) {
  for (size_t l = first; l < section->n_lines; l++) {
    char text[400], name[128];
    if (!job_of(section, l))
      continue;
    text_of(text, sizeof text, job_of(section, l));
    if (strcmp(text, same) == 0)
      lab_text_add(names, "%s%s", names->length ? ", " : "",
                   lab_text_clean(name, sizeof name, section->lines[l].info->variant, style->unicode));
  }
}

static bool said_before(const struct lab_section *section, size_t line, const char *same) {
  char text[400];
  for (size_t l = 0; l < line; l++) {
    if (!job_of(section, l))
      continue;
    text_of(text, sizeof text, job_of(section, l));
    if (strcmp(text, same) == 0)
      return true;
  }
  return false;
}

/* Where a variant failed: what happens in its shortest schedule, and how to see it step by step. */
static void draw_story(const struct lab_job_result *job, const struct lab_style *style, FILE *out) {
  const struct lab_exploration *found = job->record.exploration;
  char command[4096];
  if (!found || !found->failed || job->record.info->role == LAB_ROLE_EXERCISE)
    return;
  if (found->sentence)
    lab_draw_wrappedf(out, style, LAB_PAINT_FAINT, 4, 0, "%s", found->sentence);
  fputs("    ", out);
  lab_draw_command(out, style, 4, lab_evidence_replay_command(command, sizeof command, job));
}

void lab_table_explored(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  if (!section->has[LAB_ENGINE_EXPLORE])
    return;
  char lab[128];
  lab_draw_wrappedf(out, style, LAB_PAINT_STRONG, 0, 2,
                    "What the explorer found%s%s (actors x operations; tso: x86 with its store buffers)",
                    lab_section_searched(section) ? " of " : "",
                    lab_section_searched(section) ? lab_text_clean(lab, sizeof lab, section->lab, style->unicode) : "");
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_job_result *job = job_of(section, l);
    struct lab_text names = {0};
    char text[400];
    if (!job)
      continue;
    text_of(text, sizeof text, job);
    if (!*text || said_before(section, l, text))
      continue;
    add_names(&names, section, l, text, style);
    lab_draw_wrappedf(out, style,
                      job->summary.verdict == LAB_NOT_AS_DECLARED                  ? LAB_PAINT_BAD
                      : job->record.exploration && job->record.exploration->failed ? LAB_PAINT_BUG
                                                                                   : LAB_PAINT_NONE,
                      2, 2, "%s: %s", names.text, text);
    draw_story(job, style, out);
  }
  fputc('\n', out);
}
