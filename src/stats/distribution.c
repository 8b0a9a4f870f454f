/* SPDX-License-Identifier: MIT */
#include "stats/summary.h"
#include <math.h>

/* The amount that stands for a bucket: its middle, but nothing above the largest amount, and that where all are alike.
 */
static uint64_t amount_of(unsigned bucket, const struct lab_tally_counts *tally) {
  const uint64_t low = lab_bucket_low(bucket), high = lab_bucket_high(bucket);
  if (tally->max <= high && tally->iterations > 0 && tally->total / tally->iterations == tally->max)
    return tally->max;
  /* The last bucket has no end of its own. */
  const uint64_t end = bucket < LAB_BUCKETS - 1u || tally->max < low ? high : tally->max;
  const uint64_t middle = low + (end - low) / 2;
  return middle < tally->max ? middle : tally->max;
}

static uint64_t without(const struct lab_tally_counts *tally, uint64_t n) {
  return n > tally->iterations ? n - tally->iterations : 0;
}

uint64_t lab_tally_quantile(const struct lab_tally_counts *tally, uint64_t n, double q) {
  if (n == 0)
    return 0;
  double rank = ceil(q * (double)n);
  if (!(rank >= 1))
    rank = 1;
  if (rank >= (double)n)
    return tally->max;
  uint64_t below = without(tally, n);
  if ((double)below >= rank)
    return 0;
  for (unsigned b = 1; b < LAB_BUCKETS; b++) {
    below += tally->buckets[b];
    if ((double)below >= rank)
      return amount_of(b, tally);
  }
  return tally->max;
}

void lab_tally_shares(const struct lab_tally_counts *tally, uint64_t n, double shares[LAB_SPARK]) {
  for (unsigned s = 0; s < LAB_SPARK; s++)
    shares[s] = 0;
  if (n == 0)
    return;
  shares[0] = (double)without(tally, n) / (double)n;
  for (unsigned b = 1; b < LAB_BUCKETS; b++) {
    if (tally->buckets[b] == 0)
      continue;
    const double place = (double)amount_of(b, tally) / (double)(tally->max > 0 ? tally->max : 1);
    const unsigned step = (unsigned)(place * LAB_SPARK);
    shares[step < LAB_SPARK ? step : LAB_SPARK - 1u] += (double)tally->buckets[b] / (double)n;
  }
}
