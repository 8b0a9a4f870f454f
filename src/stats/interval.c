/* SPDX-License-Identifier: MIT */
#include "stats/beta.h"
#include "stats/summary.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

#define TAIL ((1 - LAB_CONFIDENCE) / 2)

struct lab_interval lab_interval_of_proportion(uint64_t k, uint64_t n) {
  if (n == 0)
    return (struct lab_interval){0, 1};
  const double seen = (double)k, unseen = (double)(n - k);
  struct lab_interval interval = {0, 1};
  /* At the ends the beta distribution is a power, and its quantile an expression. */
  if (k == 0)
    interval.high = -expm1(log(TAIL) / (double)n);
  else if (k < n)
    interval.high = lab_beta_upper(TAIL, seen + 1, unseen);
  if (k >= n)
    interval.low = exp(log(TAIL) / (double)n);
  else if (k > 0)
    interval.low = lab_beta_lower(TAIL, seen, unseen + 1);
  return interval;
}

struct lab_interval lab_interval_of_student(double sum, double squares, uint64_t n) {
  if (n < 2)
    return (struct lab_interval){-INFINITY, INFINITY};
  lab_gsl_quiet();
  const double count = (double)n, mean = sum / count;
  /* Amounts that are all alike leave a difference of rounding errors, on either side of 0. */
  const double variance = fmax(0, (squares - sum * mean) / (count - 1));
  const double half = gsl_cdf_tdist_Qinv(TAIL, count - 1) * sqrt(variance / count);
  return (struct lab_interval){mean - half, mean + half};
}

struct lab_interval lab_interval_of_mean(double sum, double squares, uint64_t n, double most) {
  if (n < 2)
    return (struct lab_interval){0, most};
  const struct lab_interval seen = lab_interval_of_student(sum, squares, n);
  const double unseen = lab_interval_of_proportion(0, n).high;
  const double low = (1 - unseen) * fmax(0, seen.low);
  const double high = (1 - unseen) * fmin(most, seen.high) + unseen * most;
  return (struct lab_interval){fmin(low, most), fmin(high, most)};
}

struct lab_interval lab_interval_of_tally(const struct lab_tally_counts *tally, uint64_t n, double most) {
  const double limit = fmax(most, (double)tally->max);
  struct lab_interval interval = lab_interval_of_mean((double)tally->total, tally->squares, n, limit);
  if (tally->iterations <= n)
    interval.low = fmax(interval.low, lab_interval_of_proportion(tally->iterations, n).low);
  return interval;
}

double lab_power(double p, uint64_t n) {
  if (!(p > 0) || n == 0)
    return 0;
  if (p >= 1)
    return 1;
  return -expm1((double)n * log1p(-p));
}
