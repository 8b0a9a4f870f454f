/* SPDX-License-Identifier: MIT */
/*
 * How long the iterations of a timed variant took, and the lanes of one of them.
 */
#ifndef LAB_STATS_TIMING_H
#define LAB_STATS_TIMING_H

#include "stats/summary.h"

#define LAB_TIMES_MAX 4096 /* durations kept; of more, a uniform random sample (A. G. Waterman's algorithm R) */

/* The spans of one iteration, as drawn. */
struct lab_lanes {
  uint64_t duration_ns; /* of that iteration; 0: there are none */
  unsigned n_lanes, n_spans;
  uint64_t lost; /* lanes and spans that there was no room for */
  char names[LAB_LANES_MAX][24];
  struct lab_span *spans; /* by begin; lane and kind are in range, texts end, begin_ns <= end_ns */
};

struct lab_times {
  uint64_t n; /* iterations timed */
  double sum_ns;
  unsigned kept;
  double ns[LAB_TIMES_MAX];
  struct lab_lanes lanes; /* of the iteration that was nearest to the median so far when it was measured, and since */
  uint64_t random;        /* state of the sampling */
};

/* NULL where there is no memory; lab_times_free takes NULL too. */
struct lab_times *lab_times_new(uint64_t seed);
void lab_times_free(struct lab_times *times);
void lab_times_add(struct lab_times *times, double ns);

/* Median of what is kept; 0 where there is nothing. */
double lab_times_median(const struct lab_times *times);

/*
 * 95 % interval for the median of the population, from order statistics: free of assumptions about the distribution
 * (the number of values below the median is binomial).  Exists from 6 values on; else 0..inf.
 * Source: W. J. Conover, Practical Nonparametric Statistics, section on quantiles.
 */
struct lab_interval lab_times_median_interval(const struct lab_times *times);

/*
 * 95 % interval for the ratio of the medians, base / other: percentile bootstrap, LAB_BOOTSTRAP resamples of both
 * (B. Efron, R. Tibshirani, An Introduction to the Bootstrap).  Needs 6 values of each; else 0..inf.  The same seed
 * gives the same interval.
 */
#define LAB_BOOTSTRAP 2000
struct lab_interval lab_times_speedup_interval(const struct lab_times *base, const struct lab_times *other,
                                               uint64_t seed);

#endif
