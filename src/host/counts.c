/* SPDX-License-Identifier: MIT */
#include "stats/buckets.h"
#include <lab/lab.h>

static void fold_tally(struct lab_tally_counts *tally, uint64_t amount, uint64_t iteration) {
  if (tally->iterations == 0 || iteration < tally->first)
    tally->first = iteration;
  tally->iterations++;
  tally->total += amount;
  tally->squares += (double)amount * (double)amount;
  if (amount > tally->max)
    tally->max = amount;
  tally->buckets[lab_bucket_of(amount)]++;
}

static void fold_observation(struct lab_counts *counts, const struct lab_audit *audit) {
  if (audit->outcome >= 0) {
    counts->outcomes[audit->outcome]++;
    return;
  }
  if (counts->unlisted++ > 0)
    return;
  counts->unlisted_n = audit->n_values;
  for (unsigned v = 0; v < audit->n_values; v++)
    counts->unlisted_values[v] = audit->values[v];
}

void lab_counts_fold(struct lab_counts *counts, const struct lab_audit *audit, uint64_t iteration) {
  if (audit->observed)
    fold_observation(counts, audit);
  if (!audit->anomalous)
    return;
  if (counts->anomalous == 0 || iteration < counts->first_anomalous)
    counts->first_anomalous = iteration;
  counts->anomalous++;
  for (int t = 0; t < LAB_TALLIES; t++)
    if (audit->tally[t])
      fold_tally(&counts->tally[t], audit->tally[t], iteration);
}
