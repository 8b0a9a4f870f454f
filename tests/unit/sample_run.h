/* SPDX-License-Identifier: MIT */
/*
 * Finished runs, filled in by hand, for the tests of the renderers.  The numbers are constants: nothing here is
 * measured, and the summaries are what the renderers are given, whether statistics would give them or not.
 */
#ifndef LAB_TESTS_SAMPLE_RUN_H
#define LAB_TESTS_SAMPLE_RUN_H

#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#define SAMPLE_UNUSED __attribute__((unused)) static

struct sample {
  struct lab_run run;
  struct lab_info infos[64];
  size_t n_infos;
  struct lab_job_result jobs[128];
};

/* A variant; the strings are copied, so that sample_free may free them all. */
SAMPLE_UNUSED struct lab_info *sample_variant(struct sample *sample, const char *lab, const char *variant,
                                              enum lab_role role) {
  struct lab_info *info = &sample->infos[sample->n_infos++];
  char name[512];
  snprintf(name, sizeof(name), "%s/%s", lab, variant);
  *info = (struct lab_info){.lab = strdup(lab),
                            .variant = strdup(variant),
                            .name = strdup(name),
                            .title = strdup("x = x + 1"),
                            .role = role,
                            .ops = 1000,
                            .threads = 2,
                            .state_size = 8};
  return info;
}

SAMPLE_UNUSED struct lab_job_result *sample_job(struct sample *sample, const struct lab_info *info,
                                                enum lab_engine engine, uint64_t iterations) {
  sample->run.jobs = sample->jobs;
  struct lab_job_result *job = &sample->jobs[sample->run.n_jobs++];
  job->record = (struct lab_record){.info = info,
                                    .engine = engine,
                                    .threads = 2,
                                    .ops = 1000,
                                    .wanted = iterations,
                                    .ran = true,
                                    .layout = {.batch = 16, .stride = 64},
                                    .wall_ns = 1e7,
                                    .sweep_ns = 2e6,
                                    .sweep_ops = 1e6};
  job->record.counts.iterations = iterations;
  job->summary.iterations = iterations;
  job->summary.operations = iterations * 2000;
  job->summary.bad_interval = (struct lab_interval){0, 0.003682};
  job->summary.reported_interval = (struct lab_interval){0, 0.003682};
  job->summary.ns_per_op = 1.32;
  job->summary.factor = 1;
  job->summary.power = -1;
  job->summary.verdict = LAB_AS_DECLARED;
  return job;
}

/* Makes a job lose: this many updates in this many iterations. */
SAMPLE_UNUSED void sample_lose(struct lab_job_result *job, enum lab_tally tally, uint64_t iterations, uint64_t total) {
  struct lab_tally_counts *counts = &job->record.counts.tally[tally];
  *counts = (struct lab_tally_counts){.iterations = iterations, .total = total, .max = 998, .squares = 4.9e8};
  counts->buckets[1] = 3;
  counts->buckets[lab_bucket_of(489)] = iterations - 3;
  job->record.counts.anomalous = iterations;
  struct lab_summary *summary = &job->summary;
  summary->bad = iterations;
  summary->bad_rate = (double)iterations / (double)summary->iterations;
  summary->bad_interval = (struct lab_interval){0.9928, 0.99976};
  struct lab_tally_summary *one = &summary->tallies[summary->n_tallies++];
  *one = (struct lab_tally_summary){.tally = tally,
                                    .iterations = iterations,
                                    .total = total,
                                    .iteration_rate = summary->bad_rate,
                                    .iteration_interval = summary->bad_interval,
                                    .rate = (double)total / (double)summary->operations,
                                    .rate_interval = {0.4872, 0.4931},
                                    .min = 0,
                                    .median = 489,
                                    .p99 = 950,
                                    .max = 998,
                                    .spark = {0.02, 0, 0.01, 0.22, 0.6, 0.1, 0.04, 0.01}};
}

SAMPLE_UNUSED void sample_report(struct lab_job_result *job, uint64_t iterations, const char *file) {
  struct lab_finding *finding = calloc(1, sizeof(*finding));
  strcpy(finding->kind, "data-race");
  finding->iterations = finding->count = iterations;
  finding->n_accesses = 2;
  for (unsigned i = 0; i < 2; i++) {
    finding->accesses[i].place = (struct lab_place){.function = strdup("increment"),
                                                    .file = strdup(file),
                                                    .line = 14,
                                                    .column = 9,
                                                    .text = strdup("c->x = c->x + 1;")};
    finding->accesses[i].actor = 1 - i;
    finding->accesses[i].size = 8;
    finding->accesses[i].write = i == 0;
  }
  job->record.findings = finding;
  job->record.n_findings = 1;
  job->record.counts.reported = iterations;
  job->summary.reported_rate = (double)iterations / (double)job->summary.iterations;
  job->summary.reported_interval = (struct lab_interval){0.99, 1};
}

SAMPLE_UNUSED void sample_machine(struct sample *sample) {
  sample->run.machine = (struct lab_machine){.cpu = "AMD EPYC 7B13",
                                             .kernel = "Linux 6.18.0",
                                             .compiler = "clang 19.1.7",
                                             .cpus_usable = 2,
                                             .cpus_online = 2,
                                             .pinned = true,
                                             .round_trip_before_ns = 51.2,
                                             .round_trip_after_ns = 330.4,
                                             .foreign_load = 0.3};
}

/* The thirteen variants of the first lab and its exercise, on both engines. */
SAMPLE_UNUSED struct sample *sample_counter_race(void) {
  static const struct {
    const char *variant;
    enum lab_role role;
    double ns;
    uint64_t lost, raced;
  } rows[] = {
      {"broken", LAB_ROLE_BROKEN, 1.32, 979812, 998},
      {"broken-split-atomic", LAB_ROLE_BROKEN, 1.87, 912044, 0},
      {"broken-volatile", LAB_ROLE_BROKEN, 1.4, 981003, 1000},
      {"fixed-atomic", LAB_ROLE_FIXED, 8.91, 0, 0},
      {"fixed-cas", LAB_ROLE_FIXED, 21.2, 0, 0},
      {"fixed-faa", LAB_ROLE_FIXED, 8.88, 0, 0},
      {"fixed-mcs", LAB_ROLE_FIXED, 102.7, 0, 0},
      {"fixed-mutex", LAB_ROLE_FIXED, 26.1, 0, 0},
      {"fixed-sharded", LAB_ROLE_FIXED, 0.61, 0, 0},
      {"fixed-sharded-packed", LAB_ROLE_FIXED, 4.02, 0, 0},
      {"fixed-spinlock", LAB_ROLE_FIXED, 31.7, 0, 0},
      {"fixed-thread-local", LAB_ROLE_FIXED, 0.42, 0, 0},
      {"fixed-ticket", LAB_ROLE_FIXED, 1204.9, 0, 0},
      {"exercise", LAB_ROLE_EXERCISE, 1.33, 980112, 999},
  };
  struct sample *sample = calloc(1, sizeof(*sample));
  sample->run.command = "lab run counter-race --iterations 1000 --seed 7";
  sample->run.seed = 7;
  sample->run.iterations = 1000;
  sample->run.elapsed = 3.21;
  sample->run.timeout = 10;
  sample->run.started = 1795219200;
  sample_machine(sample);
  for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
    struct lab_info *info = sample_variant(sample, "counter-race", rows[r].variant, rows[r].role);
    struct lab_job_result *native = sample_job(sample, info, LAB_ENGINE_NATIVE, 1000);
    struct lab_job_result *tsan = sample_job(sample, info, LAB_ENGINE_TSAN, 1000);
    char file[128];
    native->summary.ns_per_op = rows[r].ns;
    native->summary.factor = rows[r].ns / rows[0].ns;
    if (rows[r].lost)
      sample_lose(native, LAB_LOST, 998, rows[r].lost);
    else
      native->summary.power = 1;
    snprintf(file, sizeof(file), "counter-race/%s.c", rows[r].variant);
    if (rows[r].raced)
      sample_report(tsan, rows[r].raced, file);
    if (rows[r].role == LAB_ROLE_EXERCISE)
      native->summary.verdict = tsan->summary.verdict = LAB_UNDECLARED;
    strcpy(native->summary.reason, rows[r].lost ? "expected lost, saw lost" : "expected holds, saw holds");
    strcpy(tsan->summary.reason, rows[r].raced ? "expected data-race, saw data-race" : "expected holds, saw holds");
  }
  sample->infos[1].why =
      strdup("each access is atomic, so there is no data race and ThreadSanitizer is rightly silent; "
             "the update is still lost between the load and the store");
  return sample;
}

SAMPLE_UNUSED void sample_free(struct sample *sample) {
  for (size_t j = 0; j < sample->run.n_jobs; j++) {
    struct lab_record *record = &sample->jobs[j].record;
    for (unsigned f = 0; f < record->n_findings; f++)
      for (unsigned a = 0; a < record->findings[f].n_accesses; a++) {
        free(record->findings[f].accesses[a].place.function);
        free(record->findings[f].accesses[a].place.file);
        free(record->findings[f].accesses[a].place.text);
      }
    free(record->findings);
    free(record->symbolizer_note);
  }
  for (size_t i = 0; i < sample->n_infos; i++) {
    struct lab_info *info = &sample->infos[i];
    free(info->lab);
    free(info->variant);
    free(info->name);
    free(info->title);
    free(info->why);
    for (unsigned o = 0; o < info->n_outcomes; o++) {
      free(info->outcomes[o].id);
      free(info->outcomes[o].meaning);
    }
    free(info->outcomes);
    for (int e = 0; e < LAB_ENGINES; e++)
      free(info->expect[e]);
  }
  free(sample);
}

/* What a renderer writes; the caller frees it. */
SAMPLE_UNUSED char *sample_render(const struct lab_renderer *renderer, const struct lab_run *run,
                                  struct lab_style style) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  renderer->render(run, &style, out);
  fclose(out);
  char *copy = strdup(text); /* gcc takes what comes out of open_memstream for a pointer to the variable */
  free(text);
  return copy;
}

#endif
