/* SPDX-License-Identifier: MIT */
#include "stats/summary.h"
#include <math.h>

/* The amount that stands for a bucket: its middle, but nothing above the largest amount seen. */
static uint64_t amount_of(unsigned bucket, uint64_t max) {
  const uint64_t low = lab_bucket_low(bucket), high = lab_bucket_high(bucket);
  if (low >= max)
    return max;
  if (high >= max && bucket == LAB_BUCKETS - 1u)
    return low + (max - low) / 2; /* the last bucket has no end of its own */
  const uint64_t middle = low + (high - low) / 2;
  return middle < max ? middle : max;
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
      return amount_of(b, tally->max);
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
    const double place = (double)amount_of(b, tally->max) / (double)(tally->max > 0 ? tally->max : 1);
    const unsigned step = (unsigned)(place * LAB_SPARK);
    shares[step < LAB_SPARK ? step : LAB_SPARK - 1u] += (double)tally->buckets[b] / (double)n;
  }
}
