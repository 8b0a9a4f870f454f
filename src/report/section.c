/* SPDX-License-Identifier: MIT */
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

size_t lab_section_make(struct lab_section *section, const struct lab_run *run, size_t first) {
  const struct lab_info *info = run->jobs[first].record.info;
  *section = (struct lab_section){.run = run, .lab = info->lab};
  section->lines = calloc(run->n_jobs - first, sizeof(*section->lines));
  size_t at = first;
  for (; at < run->n_jobs && strcmp(run->jobs[at].record.info->lab, section->lab) == 0; at++) {
    const struct lab_job_result *job = &run->jobs[at];
    if (!section->lines)
      continue;
    struct lab_line *last = section->n_lines ? &section->lines[section->n_lines - 1] : NULL;
    if (!last || strcmp(last->info->variant, job->record.info->variant) != 0) {
      last = &section->lines[section->n_lines++];
      last->info = job->record.info;
    }
    last->on[job->record.engine] = job;
    section->has[job->record.engine] = true;
  }
  return at;
}

void lab_section_clear(struct lab_section *section) { free(section->lines); }

const struct lab_job_result *lab_line_main(const struct lab_line *line) {
  const struct lab_job_result *other = NULL; /* a line is made for a job */
  for (int e = 0; e < LAB_ENGINES; e++) {
    if (line->on[e] && lab_engine_facts((enum lab_engine)e)->iterates)
      return line->on[e];
    other = line->on[e] ? line->on[e] : other;
  }
  return other;
}

enum lab_verdict lab_line_verdict(const struct lab_line *line) {
  enum lab_verdict worst = LAB_UNDECLARED;
  for (int e = 0; e < LAB_ENGINES; e++) {
    if (!line->on[e] || line->on[e]->summary.verdict == LAB_UNDECLARED)
      continue;
    const enum lab_verdict verdict = line->on[e]->summary.verdict;
    if (worst == LAB_UNDECLARED || verdict > worst)
      worst = verdict;
  }
  return worst;
}

int lab_section_tally(const struct lab_section *section, bool *any) {
  int shared = -1;
  *any = false;
  for (size_t l = 0; l < section->n_lines; l++) {
    const struct lab_summary *summary = &lab_line_main(&section->lines[l])->summary;
    if (summary->n_tallies == 0)
      continue;
    if (*any && shared != (int)summary->tallies[0].tally)
      return -1;
    shared = (int)summary->tallies[0].tally;
    *any = true;
  }
  return shared;
}

const char *lab_verdict_mark(enum lab_verdict verdict) {
  static const char *const marks[] = {
      [LAB_AS_DECLARED] = "ok",      [LAB_UNDECLARED] = "open",      [LAB_NOT_SEEN] = "unseen",
      [LAB_CANNOT_JUDGE] = "unsure", [LAB_COULD_NOT_RUN] = "no run", [LAB_NOT_AS_DECLARED] = "NOT OK",
  };
  return marks[verdict];
}

enum lab_paint lab_verdict_paint(enum lab_verdict verdict) {
  if (verdict == LAB_AS_DECLARED)
    return LAB_PAINT_GOOD;
  if (verdict == LAB_NOT_AS_DECLARED)
    return LAB_PAINT_BAD;
  return verdict == LAB_UNDECLARED ? LAB_PAINT_FAINT : LAB_PAINT_BUG;
}
