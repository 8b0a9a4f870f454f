/* SPDX-License-Identifier: MIT */
#include "supervise/supervise.h"
#include <string.h>

/* The variant of this name beside it, on the same engine; with as many actors, if there is one. */
static const struct lab_record *find_beside(const struct lab_run *run, const struct lab_record *record,
                                            const char *variant) {
  const struct lab_record *found = NULL;
  for (size_t j = 0; j < run->n_jobs; j++) {
    const struct lab_record *other = &run->jobs[j].record;
    if (other->engine != record->engine || strcmp(other->info->lab, record->info->lab) != 0 ||
        strcmp(other->info->variant, variant) != 0)
      continue;
    if (other->threads == record->threads)
      return other;
    found = found ? found : other;
  }
  return found;
}

void lab_run_conclude(struct lab_run *run) {
  for (size_t j = 0; j < run->n_jobs; j++) {
    struct lab_job_result *result = &run->jobs[j];
    const struct lab_record *record = &result->record;
    lab_summarize(&result->summary, record, find_beside(run, record, "broken"), &run->machine, run->require_repro);
    const struct lab_record *sequential = find_beside(run, record, "sequential");
    if (sequential && sequential->threads != record->threads)
      sequential = NULL;
    lab_summarize_times(&result->summary, record, sequential, run->seed + j);
  }
}
