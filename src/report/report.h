/* SPDX-License-Identifier: MIT */
/*
 * Renderers: one file per format, each a function of a finished struct lab_run.  A renderer counts nothing and
 * decides nothing; it writes to a stream and the caller checks the stream for errors (disk full, closed pipe).
 */
#ifndef LAB_REPORT_REPORT_H
#define LAB_REPORT_REPORT_H

#include "plan/shard.h"
#include "stats/summary.h"
#include <stdio.h>
#include <time.h>

struct lab_job_result {
  struct lab_record record;
  struct lab_summary summary;
};

/* A finished run or check: everything that a renderer may need. */
struct lab_run {
  const char *command; /* the command line to run it again: "lab run counter-race --iterations 1000 --seed 7" */
  bool check;          /* lab check: the verdicts are the point */
  bool bench;          /* lab bench: a variant comes with several numbers of actors */
  bool compare;        /* lab compare-detectors: what each engine reports is the point */
  uint64_t seed;
  uint64_t iterations; /* asked for, 0: by time */
  double seconds;      /* asked for, 0: by iterations */
  double elapsed;      /* wall time of the run, seconds */
  double timeout;
  time_t started;
  bool require_repro;
  bool partial;             /* interrupted */
  const char *interruption; /* "SIGINT", ... or NULL */
  struct lab_shard shard;   /* total 0: the whole */
  size_t whole;             /* jobs of all shards together */
  unsigned merged;          /* number of shards that were put together; 0: none */
  struct lab_machine machine;
  struct lab_job_result *jobs; /* by variant in catalog order, engines of a variant next to each other */
  size_t n_jobs;
};

/* How a table is drawn. */
struct lab_style {
  bool color;
  bool unicode;  /* sparkline and box characters */
  int width;     /* columns */
  bool terminal; /* a person looks at it: what is too long may be cut */
  bool quiet, verbose;
};

struct lab_renderer {
  const char *name; /* as in --format */
  const char *summary;
  void (*render)(const struct lab_run *run, const struct lab_style *style, FILE *out);
};

extern const struct lab_renderer lab_render_table, lab_render_check, lab_render_json, lab_render_jsonl, lab_render_csv,
    lab_render_junit, lab_render_sarif, lab_render_tap, lab_render_svg, lab_render_bench, lab_render_compare,
    lab_render_compare_json, lab_render_compare_csv;

/* Exit code of a run: 0, 1 (never of a comparison), 77 (nothing could run, or in a check something could not) or 129,
 * 130, 143 for an interrupted one. */
int lab_run_exit_code(const struct lab_run *run);

#endif
