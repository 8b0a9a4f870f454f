/* SPDX-License-Identifier: MIT */
/*
 * The bucket arithmetic of struct lab_tally_counts: log-linear, amounts below 64 exact, then 32 buckets per octave up
 * to 2^40; the last bucket takes everything above.  A bucket is at most 1/32 of its low end wide.  Included by the
 * hosts too, so it needs nothing but the seam.
 */
#ifndef LAB_STATS_BUCKETS_H
#define LAB_STATS_BUCKETS_H

#include <lab/lab.h>

/* Bucket of an amount, 0 to LAB_BUCKETS - 1; never decreases with the amount. */
static inline unsigned lab_bucket_of(uint64_t amount) {
  if (amount < LAB_BUCKETS_EXACT)
    return (unsigned)amount;
  /* The top bit says the octave (64 is in octave 6), the five bits below it the bucket within. */
  const unsigned octave = 63u - (unsigned)__builtin_clzll(amount);
  const unsigned within = (unsigned)(amount >> (octave - 5u)) & (LAB_BUCKETS_PER_OCTAVE - 1u);
  const unsigned bucket = LAB_BUCKETS_EXACT + (octave - 6u) * LAB_BUCKETS_PER_OCTAVE + within;
  return bucket < LAB_BUCKETS ? bucket : LAB_BUCKETS - 1u;
}

/* Smallest amount of a bucket below LAB_BUCKETS. */
static inline uint64_t lab_bucket_low(unsigned bucket) {
  if (bucket < LAB_BUCKETS_EXACT)
    return bucket;
  const unsigned octave = 6u + (bucket - LAB_BUCKETS_EXACT) / LAB_BUCKETS_PER_OCTAVE;
  const uint64_t within = (bucket - LAB_BUCKETS_EXACT) % LAB_BUCKETS_PER_OCTAVE;
  return (LAB_BUCKETS_PER_OCTAVE + within) << (octave - 5u);
}

/* Largest amount of a bucket below LAB_BUCKETS. */
static inline uint64_t lab_bucket_high(unsigned bucket) {
  return bucket < LAB_BUCKETS - 1u ? lab_bucket_low(bucket + 1u) - 1u : UINT64_MAX;
}

#endif
