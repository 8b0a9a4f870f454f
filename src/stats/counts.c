/* SPDX-License-Identifier: MIT */
#include "stats/exploration.h"
#include "stats/record.h"
#include "stats/timing.h"
#include <stdlib.h>

uint64_t lab_record_iterations(const struct lab_record *record) {
  uint64_t iterations = record->counts.iterations;
  for (unsigned i = 0; i < LAB_INCIDENTS; i++)
    iterations += record->incidents[i];
  return iterations;
}

void lab_record_clear(struct lab_record *record) {
  for (unsigned f = 0; f < record->n_findings; f++)
    lab_finding_clear(&record->findings[f]);
  lab_times_free(record->times);
  record->times = NULL;
  lab_exploration_free(record->exploration);
  record->exploration = NULL;
  free(record->findings);
  record->findings = NULL;
  record->n_findings = 0;
  free(record->symbolizer_note);
  record->symbolizer_note = NULL;
}

/* The earlier of two firsts, each of which means something only where its count is not 0. */
static uint64_t earlier(uint64_t count_a, uint64_t first_a, uint64_t count_b, uint64_t first_b) {
  if (count_a == 0)
    return first_b;
  if (count_b == 0)
    return first_a;
  return first_a < first_b ? first_a : first_b;
}

static void tally_add(struct lab_tally_counts *into, const struct lab_tally_counts *from) {
  if (from->iterations == 0)
    return;
  into->first = earlier(into->iterations, into->first, from->iterations, from->first);
  into->iterations += from->iterations;
  into->total += from->total;
  into->max = from->max > into->max ? from->max : into->max;
  into->squares += from->squares;
  for (unsigned b = 0; b < LAB_BUCKETS; b++)
    into->buckets[b] += from->buckets[b];
}

void lab_counts_add(struct lab_counts *into, const struct lab_counts *from) {
  into->first_anomalous = earlier(into->anomalous, into->first_anomalous, from->anomalous, from->first_anomalous);
  into->first_reported = earlier(into->reported, into->first_reported, from->reported, from->first_reported);
  into->iterations += from->iterations;
  into->anomalous += from->anomalous;
  into->reported += from->reported;
  for (unsigned o = 0; o < LAB_OUTCOMES_MAX; o++)
    into->outcomes[o] += from->outcomes[o];
  if (into->unlisted == 0 && from->unlisted > 0) {
    for (unsigned v = 0; v < LAB_OBSERVED_MAX; v++)
      into->unlisted_values[v] = from->unlisted_values[v];
    into->unlisted_n = from->unlisted_n;
  }
  into->unlisted += from->unlisted;
  for (unsigned t = 0; t < LAB_TALLIES; t++)
    tally_add(&into->tally[t], &from->tally[t]);
}

static bool tally_possible(const struct lab_tally_counts *tally, const struct lab_counts *counts, uint64_t end) {
  if (tally->iterations == 0)
    return tally->total == 0 && tally->max == 0;
  uint64_t sum = 0;
  for (unsigned b = 0; b < LAB_BUCKETS; b++)
    sum += tally->buckets[b];
  return sum == tally->iterations && tally->iterations <= counts->anomalous && tally->total >= tally->iterations &&
         tally->max > 0 && tally->max <= tally->total && tally->first < end && tally->squares >= 0;
}

bool lab_counts_possible(const struct lab_counts *counts, uint64_t end, uint64_t commanded) {
  if (counts->iterations > commanded || counts->anomalous > counts->iterations ||
      counts->reported > counts->iterations || counts->unlisted > counts->iterations)
    return false;
  if ((counts->anomalous > 0 && counts->first_anomalous >= end) ||
      (counts->reported > 0 && counts->first_reported >= end))
    return false;
  if (counts->unlisted_n > LAB_OBSERVED_MAX)
    return false;
  uint64_t observed = counts->unlisted;
  for (unsigned o = 0; o < LAB_OUTCOMES_MAX; o++) {
    if (counts->outcomes[o] > counts->iterations)
      return false;
    observed += counts->outcomes[o];
  }
  if (observed > counts->iterations)
    return false;
  for (unsigned t = 0; t < LAB_TALLIES; t++) {
    if (!tally_possible(&counts->tally[t], counts, end))
      return false;
  }
  return true;
}

void lab_role_times_add(struct lab_role_time into[LAB_ROLES_MAX], const struct lab_role_time from[LAB_ROLES_MAX]) {
  for (unsigned r = 0; r < LAB_ROLES_MAX; r++) {
    into[r].ns += from[r].ns;
    into[r].ops += from[r].ops;
  }
}
