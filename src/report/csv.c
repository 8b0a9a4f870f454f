/* SPDX-License-Identifier: MIT */
/*
 * CSV (RFC 4180): a header, then one row per variant and engine.  Columns are only ever added at the end.
 */
#include "report/draw.h"
#include "report/escape.h"
#include "stats/exploration.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const heads[] = {
    "lab",        "variant",       "role",         "engine",        "threads",   "ops",     "iterations",
    "operations", "verdict",       "declared",     "bad",           "bad_rate",  "bad_low", "bad_high",
    "reported",   "reported_rate", "reported_low", "reported_high", "ns_per_op", "factor",  "incidents",
    "restarts",   "partial",       "ran",          "reason",
};

/* Of what the explorer found. */
static const char *const explored_heads[] = {"explored_failed", "explored_exhausted",    "data_races", "executions",
                                             "interleavings",   "failing_interleavings", "schedule",   "token"};

static void put_count(FILE *out, uint64_t n) { fprintf(out, ",%" PRIu64, n); }

/* An empty field where there is nothing to count. */
static void put_count_if(FILE *out, uint64_t n, bool known) {
  if (known)
    put_count(out, n);
  else
    fputc(',', out);
}

/* An empty field where the value is not known. */
static void put_real(FILE *out, double value, bool known) {
  fputc(',', out);
  if (known)
    fprintf(out, "%.9g", value);
}

static void put_after(FILE *out, const char *text) {
  fputc(',', out);
  lab_put_csv(out, text);
}

static void put_heads(FILE *out) {
  for (size_t h = 0; h < sizeof(heads) / sizeof(*heads); h++)
    fprintf(out, "%s%s", h ? "," : "", heads[h]);
  for (int t = 0; t < LAB_TALLIES; t++) {
    const char *name = lab_tally_name((enum lab_tally)t);
    fprintf(out, ",%s,%s_iterations,%s_rate,%s_low,%s_high,%s_median,%s_p99,%s_max", name, name, name, name, name, name,
            name, name);
  }
  for (size_t h = 0; h < sizeof(explored_heads) / sizeof(*explored_heads); h++)
    put_after(out, explored_heads[h]);
  fputs("\r\n", out);
}

/* The columns of one tally; all empty where it is of no interest to this variant. */
static void put_tally(FILE *out, const struct lab_summary *summary, enum lab_tally tally) {
  const struct lab_tally_summary *found = NULL;
  for (unsigned t = 0; summary && t < summary->n_tallies; t++)
    if (summary->tallies[t].tally == tally)
      found = &summary->tallies[t];
  if (!found) {
    fputs(",,,,,,,,", out);
    return;
  }
  put_count(out, found->total);
  put_count(out, found->iterations);
  put_real(out, found->rate, true);
  put_real(out, found->rate_interval.low, true);
  put_real(out, found->rate_interval.high, true);
  put_count(out, found->median);
  put_count(out, found->p99);
  put_count(out, found->max);
}

static void put_explored(FILE *out, const struct lab_exploration *found) {
  const bool counted = found && found->interleavings > 0;
  uint64_t executions = 0;
  for (unsigned s = 0; found && s < found->n_sizes; s++)
    executions += found->sizes[s].executions;
  put_after(out, !found ? "" : found->failed ? "true" : "false");
  put_after(out, !found ? "" : lab_exploration_exhausted(found) ? "true" : "false");
  put_count_if(out, found ? found->races : 0, found);
  put_count_if(out, executions, found);
  put_count_if(out, counted ? found->interleavings : 0, counted);
  put_count_if(out, counted ? found->failing_interleavings : 0, counted);
  put_after(out, found && found->schedule ? found->schedule : "");
  put_after(out, found && found->token ? found->token : "");
}

static uint64_t all_incidents(const struct lab_record *record) {
  uint64_t all = 0;
  for (int i = 0; i < LAB_INCIDENTS; i++)
    all += record->incidents[i];
  return all;
}

static void put_row(FILE *out, const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  const struct lab_summary *summary = &job->summary;
  const bool detector = lab_engine_facts(record->engine)->detector && record->ran;
  const bool iterates = lab_engine_facts(record->engine)->iterates; /* else a search: it has no rates */
  lab_put_csv(out, record->info->lab);
  put_after(out, record->info->variant);
  put_after(out, lab_role_name(record->info->role));
  put_after(out, lab_engine_name(record->engine));
  put_count(out, record->threads);
  put_count_if(out, record->ops, iterates); /* a search tries several */
  put_count_if(out, summary->iterations, iterates);
  put_count_if(out, summary->operations, iterates);
  put_after(out, lab_verdict_name(summary->verdict));
  put_after(out, record->info->expect[record->engine]);
  put_count_if(out, summary->bad, iterates);
  put_real(out, summary->bad_rate, record->ran && iterates);
  put_real(out, summary->bad_interval.low, record->ran && iterates);
  put_real(out, summary->bad_interval.high, record->ran && iterates);
  put_real(out, (double)record->counts.reported, detector);
  put_real(out, summary->reported_rate, detector);
  put_real(out, summary->reported_interval.low, detector);
  put_real(out, summary->reported_interval.high, detector);
  put_real(out, summary->ns_per_op, summary->ns_per_op > 0);
  put_real(out, summary->factor, summary->factor > 0);
  put_count_if(out, all_incidents(record), iterates);
  put_count_if(out, record->restarts, iterates);
  put_after(out, record->partial ? "true" : "false");
  put_after(out, record->ran ? "true" : "false");
  put_after(out, record->ran ? summary->reason : record->refused);
  for (int t = 0; t < LAB_TALLIES; t++)
    put_tally(out, iterates ? summary : NULL, (enum lab_tally)t);
  put_explored(out, record->exploration);
  fputs("\r\n", out);
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  (void)style;
  put_heads(out);
  for (size_t j = 0; j < run->n_jobs; j++)
    put_row(out, &run->jobs[j]);
}

const struct lab_renderer lab_render_csv = {"csv", "one row per variant and engine", render};
