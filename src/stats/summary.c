/* SPDX-License-Identifier: MIT */
#include "stats/verdict.h"
#include <math.h>
#include <string.h>

static double ratio(uint64_t part, uint64_t whole) { return whole > 0 ? (double)part / (double)whole : 0; }

/* Iterations that ended in anything but a clean audit; those with a report alone are not among them. */
static uint64_t bad_iterations(const struct lab_record *record) {
  return record->counts.anomalous + (lab_record_iterations(record) - record->counts.iterations);
}

static double ns_per_op(const struct lab_record *record) {
  return record->sweep_ops > 0 && record->sweep_ns > 0 ? record->sweep_ns / record->sweep_ops : 0;
}

static bool declares_tally(const struct lab_info *info, enum lab_tally tally) {
  const char *word = lab_tally_name(tally);
  for (unsigned e = 0; e < LAB_ENGINES; e++)
    if (lab_words_have(info->expect[e], word))
      return true;
  return false;
}

static void summarize_tally(struct lab_tally_summary *s, enum lab_tally tally, const struct lab_record *record) {
  const struct lab_tally_counts *counts = &record->counts.tally[tally];
  const uint64_t n = record->counts.iterations;
  const double operations = (double)record->threads * (double)record->ops;
  *s = (struct lab_tally_summary){.tally = tally,
                                  .iterations = counts->iterations,
                                  .total = counts->total,
                                  .first = counts->first,
                                  .max = counts->max};
  s->iteration_rate = ratio(counts->iterations, n);
  s->iteration_interval = lab_interval_of_proportion(counts->iterations, n);
  s->min = lab_tally_quantile(counts, n, 0);
  s->median = lab_tally_quantile(counts, n, 0.5);
  s->p99 = lab_tally_quantile(counts, n, 0.99);
  lab_tally_shares(counts, n, s->spark);
  if (operations <= 0)
    return;
  const struct lab_interval mean = lab_interval_of_tally(counts, n, operations);
  s->rate = n > 0 ? (double)counts->total / (double)n / operations : 0;
  s->rate_interval = (struct lab_interval){mean.low / operations, mean.high / operations};
}

/* What this variant or the lab's broken one declares comes first, seen or not, then what was seen besides. */
static void summarize_tallies(struct lab_summary *summary, const struct lab_record *record,
                              const struct lab_record *broken) {
  for (unsigned pass = 0; pass < 3; pass++) {
    for (unsigned t = 0; t < LAB_TALLIES; t++) {
      const bool expected = declares_tally(record->info, t) || (broken && declares_tally(broken->info, t));
      const bool seen = record->counts.tally[t].iterations > 0;
      const unsigned pass_of = expected ? !seen : 2;
      if (pass == pass_of && (expected || seen))
        summarize_tally(&summary->tallies[summary->n_tallies++], t, record);
    }
  }
}

/* True where an iteration of the two is the same amount of the same kind of work. */
static bool comparable(const struct lab_record *record, const struct lab_record *broken) {
  return record->threads == broken->threads && record->ops == broken->ops && record->yielding == broken->yielding;
}

static bool is_clean(const struct lab_record *record) {
  return bad_iterations(record) == 0 && record->counts.reported == 0 && record->n_reports == 0;
}

static double power_of_zero(const struct lab_record *record, const struct lab_record *broken) {
  const uint64_t n = lab_record_iterations(record);
  if (!broken || broken == record || broken->info == record->info || n == 0 || !is_clean(record))
    return -1;
  if (lab_record_iterations(broken) == 0 || !comparable(record, broken))
    return -1;
  if (is_clean(broken) && !lab_words_have_bug(broken->info->expect[broken->engine]))
    return -1; /* it has nothing that could show here */
  /* The low end of what broken's rate may be, so that the claim does not rest on a lucky run of broken. */
  double p = lab_interval_of_proportion(bad_iterations(broken), lab_record_iterations(broken)).low;
  if (lab_engine_facts(record->engine)->detector)
    p = fmax(p, lab_interval_of_proportion(broken->counts.reported, broken->counts.iterations).low);
  return lab_power(p, n);
}

static double factor_of(const struct lab_record *record, const struct lab_record *broken) {
  if (!broken || record->threads != broken->threads || record->yielding != broken->yielding)
    return 0;
  const double own = ns_per_op(record), other = ns_per_op(broken);
  return own > 0 && other > 0 ? own / other : 0;
}

void lab_summarize(struct lab_summary *summary, const struct lab_record *record, const struct lab_record *broken,
                   const struct lab_machine *machine, bool require_repro) {
  struct lab_sightings sightings;
  *summary = (struct lab_summary){.iterations = lab_record_iterations(record),
                                  .operations = record->counts.iterations * record->threads * record->ops,
                                  .bad = bad_iterations(record),
                                  .ns_per_op = ns_per_op(record)};
  summary->bad_rate = ratio(summary->bad, summary->iterations);
  summary->bad_interval = lab_interval_of_proportion(summary->bad, summary->iterations);
  summary->reported_rate = ratio(record->counts.reported, record->counts.iterations);
  summary->reported_interval = lab_interval_of_proportion(record->counts.reported, record->counts.iterations);
  summary->factor = factor_of(record, broken);
  summary->power = power_of_zero(record, broken);
  summarize_tallies(summary, record, broken);
  lab_sightings_collect(&sightings, record);
  summary->verdict = lab_judge(record, &sightings, machine, require_repro);
  lab_reason(summary->reason, sizeof summary->reason, record, &sightings, summary->verdict);
}
