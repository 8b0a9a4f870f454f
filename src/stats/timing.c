/* SPDX-License-Identifier: MIT */
#include "stats/timing.h"
#include "host/random.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TAIL ((1 - LAB_CONFIDENCE) / 2)
#define LEAST 6 /* values: of fewer, not even the extremes enclose the median with 95 % confidence */

static const struct lab_interval anything = {0, INFINITY};

struct lab_times *lab_times_new(uint64_t seed) {
  struct lab_times *times = calloc(1, sizeof *times);
  if (times)
    times->random = seed;
  return times;
}

void lab_times_free(struct lab_times *times) {
  if (times)
    free(times->lanes.spans);
  free(times);
}

void lab_times_add(struct lab_times *times, double ns) {
  times->n++;
  times->sum_ns += ns;
  if (times->kept < LAB_TIMES_MAX) {
    times->ns[times->kept++] = ns;
    return;
  }
  const uint64_t place = lab_random(&times->random) % times->n;
  if (place < LAB_TIMES_MAX)
    times->ns[place] = ns;
}

static double *sorted(const struct lab_times *times) {
  double *values = malloc(sizeof *values * (times->kept ? times->kept : 1));
  if (!values)
    return NULL;
  memcpy(values, times->ns, sizeof *values * times->kept);
  gsl_sort(values, 1, times->kept);
  return values;
}

double lab_times_median(const struct lab_times *times) {
  double *values = times->kept ? sorted(times) : NULL;
  const double median = values ? gsl_stats_median_from_sorted_data(values, 1, times->kept) : 0;
  free(values);
  return median;
}

/* Largest rank r (from 1) such that fewer than r of n values lie below the median with probability 2.5 % at most. */
static unsigned low_rank(unsigned n) {
  unsigned rank = 1;
  while (rank + 1 <= n / 2 && gsl_cdf_binomial_P(rank, 0.5, n) <= TAIL)
    rank++;
  return rank;
}

struct lab_interval lab_times_median_interval(const struct lab_times *times) {
  double *values = times->kept >= LEAST ? sorted(times) : NULL;
  if (!values)
    return anything;
  const unsigned rank = low_rank(times->kept);
  const struct lab_interval interval = {values[rank - 1], values[times->kept - rank]};
  free(values);
  return interval;
}

static double resampled_median(const gsl_rng *rng, const struct lab_times *times, double *room) {
  for (unsigned i = 0; i < times->kept; i++)
    room[i] = times->ns[gsl_rng_uniform_int(rng, times->kept)];
  return gsl_stats_median(room, 1, times->kept);
}

struct lab_interval lab_times_speedup_interval(const struct lab_times *base, const struct lab_times *other,
                                               uint64_t seed) {
  if (base->kept < LEAST || other->kept < LEAST)
    return anything;
  double *room = malloc(sizeof *room * LAB_TIMES_MAX), *ratios = malloc(sizeof *ratios * LAB_BOOTSTRAP);
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  struct lab_interval interval = anything;
  if (room && ratios && rng) {
    gsl_rng_set(rng, (unsigned long)(seed & 0xffffffff));
    for (unsigned b = 0; b < LAB_BOOTSTRAP; b++) {
      const double numerator = resampled_median(rng, base, room);
      ratios[b] = numerator / resampled_median(rng, other, room);
    }
    gsl_sort(ratios, 1, LAB_BOOTSTRAP);
    interval.low = gsl_stats_quantile_from_sorted_data(ratios, 1, LAB_BOOTSTRAP, TAIL);
    interval.high = gsl_stats_quantile_from_sorted_data(ratios, 1, LAB_BOOTSTRAP, 1 - TAIL);
  }
  gsl_rng_free(rng);
  free(ratios);
  free(room);
  return interval;
}

void lab_summarize_times(struct lab_summary *summary, const struct lab_record *record,
                         const struct lab_record *sequential, uint64_t seed) {
  if (!record->times || record->times->n == 0)
    return;
  summary->median_ns = lab_times_median(record->times);
  summary->median_interval = lab_times_median_interval(record->times);
  summary->speedup_interval = anything;
  if (!sequential || !sequential->times || sequential->times->n == 0 || !(summary->median_ns > 0))
    return;
  summary->speedup = lab_times_median(sequential->times) / summary->median_ns;
  summary->speedup_interval = sequential == record ? (struct lab_interval){1, 1}
                                                   : lab_times_speedup_interval(sequential->times, record->times, seed);
}
