/* SPDX-License-Identifier: MIT */
/* Clopper-Pearson: published values, the definition, extreme counts, coverage by summation and by simulation. */
#include "stats/beta.h"
#include "stats/summary.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_close(double value, double expected, double tolerance) {
  if (!(fabs(value - expected) <= tolerance))
    fail_msg("%.17g instead of %.17g (within %g)", value, expected, tolerance);
}

static void test_published_values(void **state) {
  (void)state;
  static const struct {
    uint64_t k, n;
    double low, high, tolerance;
  } cases[] = {
      {0, 1000, 0, 0.003682, 5e-7},
      {500, 1000, 0.468549, 0.531451, 5e-7},
      {1000, 1000, 0.996318, 1, 5e-7},
      /* R. G. Newcombe, Statist. Med. 17 (1998) 857, table I, method 5. */
      {81, 263, 0.2527, 0.3676, 5e-5},
      {15, 148, 0.0578, 0.1617, 5e-5},
      {0, 20, 0, 0.1684, 5e-5},
      {1, 29, 0.0009, 0.1776, 5e-5},
      {0, 0, 0, 1, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct lab_interval interval = lab_interval_of_proportion(cases[i].k, cases[i].n);
    assert_close(interval.low, cases[i].low, cases[i].tolerance);
    assert_close(interval.high, cases[i].high, cases[i].tolerance);
  }
}

/* P(X >= k | low) = P(X <= k | high) = alpha / 2, the binomial tails being GSL's. */
static void test_definition(void **state) {
  (void)state;
  static const unsigned ns[] = {1, 2, 3, 7, 20, 64, 150, 333, 1000, 5000};
  for (size_t i = 0; i < sizeof ns / sizeof *ns; i++) {
    const unsigned n = ns[i], step = n / 100 + 1;
    for (unsigned k = 0; k <= n; k += step) {
      const struct lab_interval interval = lab_interval_of_proportion(k, n);
      if (k == 0)
        assert_true(interval.low == 0);
      else
        assert_close(gsl_cdf_binomial_Q(k - 1, interval.low, n), 0.025, 1e-9);
      if (k == n)
        assert_true(interval.high == 1);
      else
        assert_close(gsl_cdf_binomial_P(k, interval.high, n), 0.025, 1e-9);
    }
  }
}

/* Computed in 50 digits from the definition (quadrature of the beta density with mpmath 1.3). */
static void test_large_counts(void **state) {
  (void)state;
  static const struct {
    uint64_t k, n;
    double low, high;
  } cases[] = {
      {33333, 100000, 0.33040813345712078, 0.33626153617690611},
      {9, 1000000, 4.1153810907519374e-6, 1.7084734387823757e-5},
      {1000, 1000000, 0.00093900120795007217, 0.0010639181073152278},
      {500000, 1000000, 0.49901951919531182, 0.50098048080468818},
      {5000000, 10000000, 0.49969005252137109, 0.50030994747862891},
      {2, 1000000000, 2.4220927863573687e-10, 7.2246876488505926e-9},
      {12345678, 1000000000, 0.012338834942253407, 0.012352523880861838},
      {500000000, 1000000000, 0.49996900974842228, 0.50003099025157772},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct lab_interval interval = lab_interval_of_proportion(cases[i].k, cases[i].n);
    assert_close(interval.low / cases[i].low, 1, 1e-9);
    assert_close(interval.high / cases[i].high, 1, 1e-9);
    const struct lab_interval mirror = lab_interval_of_proportion(cases[i].n - cases[i].k, cases[i].n);
    assert_close(mirror.low, 1 - interval.high, 1e-13);
    assert_close(mirror.high, 1 - interval.low, 1e-13);
  }
}

/* For k of very many the binomial is Poisson's, whose limits are quantiles of the gamma distribution. */
static void test_rare_among_very_many(void **state) {
  (void)state;
  static const uint64_t ns[] = {1000000000, 1000000000000};
  for (size_t i = 0; i < 2; i++) {
    const double n = (double)ns[i];
    for (uint64_t k = 1; k <= 64; k *= 2) {
      const struct lab_interval interval = lab_interval_of_proportion(k, ns[i]);
      assert_close(interval.low * n / gsl_cdf_gamma_Pinv(0.025, (double)k, 1), 1, 100 / n + 1e-9);
      assert_close(interval.high * n / gsl_cdf_gamma_Qinv(0.025, (double)k + 1, 1), 1, 100 / n + 1e-9);
    }
    const struct lab_interval nearly = lab_interval_of_proportion(ns[i] - 1, ns[i]);
    assert_close((1 - nearly.low) * n, gsl_cdf_gamma_Qinv(0.025, 2, 1), 1e-3);
    const struct lab_interval all = lab_interval_of_proportion(ns[i], ns[i]);
    assert_true(all.high == 1 && all.low < 1 && (1 - all.low) * n < 3.7);
  }
}

static void test_integration_agrees_with_gsl(void **state) {
  (void)state;
  lab_gsl_quiet();
  for (unsigned n = 2; n <= 2000; n = n * 3 / 2 + 1) {
    for (unsigned k = 1; k < n; k += n / 40 + 1) {
      const double a = k, b = n - k + 1;
      assert_close(gsl_cdf_beta_P(lab_beta_by_integration(0.025, false, a, b), a, b), 0.025, 1e-9);
      assert_close(gsl_cdf_beta_Q(lab_beta_by_integration(0.025, true, a, b), a, b), 0.025, 1e-9);
      assert_close(gsl_cdf_beta_P(lab_beta_by_integration(0.3, false, a, b), a, b), 0.3, 1e-8);
    }
  }
}

/* Every k has an interval, it moves with k, and contains k / n: also where GSL alone gives up. */
static void test_no_gaps(void **state) {
  (void)state;
  static const uint64_t ns[] = {10000, 30000, 99998, 1000000, 123456789};
  for (size_t i = 0; i < sizeof ns / sizeof *ns; i++) {
    struct lab_interval before = {0, 0};
    for (uint64_t k = 0; k <= ns[i]; k += ns[i] / 97) {
      const struct lab_interval interval = lab_interval_of_proportion(k, ns[i]);
      const double share = (double)k / (double)ns[i];
      assert_true(interval.low <= share && share <= interval.high);
      assert_true(interval.low >= before.low && interval.high > before.high);
      before = interval;
    }
  }
}

/* Exact: the probability that the interval of a binomial count covers p, summed over all counts. */
static void test_coverage_by_summation(void **state) {
  (void)state;
  static const unsigned ns[] = {1, 2, 5, 10, 30, 100, 300, 1000};
  static struct lab_interval intervals[1001];
  for (size_t i = 0; i < sizeof ns / sizeof *ns; i++) {
    const unsigned n = ns[i];
    double least = 1, most = 0;
    for (unsigned k = 0; k <= n; k++)
      intervals[k] = lab_interval_of_proportion(k, n);
    for (unsigned j = 1; j < 1000; j++) {
      const double p = j < 500 ? pow(j / 500.0, 3) / 2 : j / 1000.0;
      double covered = 0;
      for (unsigned k = 0; k <= n; k++)
        if (intervals[k].low <= p && p <= intervals[k].high)
          covered += gsl_ran_binomial_pdf(k, p, n);
      least = fmin(least, covered);
      most = fmax(most, covered);
    }
    assert_true(least >= LAB_CONFIDENCE - 1e-9);
    assert_true(most > least);
  }
}

/*
 * Simulated: 12 rates x 30 seeds x 200 runs; the share of all 72,000 that cover.  Were the coverage no better than 95
 * %, its standard error would be sqrt(0.95 * 0.05 / 72000) = 0.00081; five of them below has probability 3e-7. Likewise
 * per rate, 6,000 runs, with 5.5 standard errors (2e-8) for the 12 comparisons.  The generator is seeded, so a run that
 * passes passes always.
 */
static void test_coverage_by_simulation(void **state) {
  (void)state;
  static const double rates[] = {1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.05, 0.2, 0.42, 0.5, 0.8, 0.99, 0.9995};
  static const unsigned ns[] = {20, 100, 1000, 1000, 100000};
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  assert_non_null(rng);
  unsigned covered_all = 0, runs_all = 0;
  for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
    unsigned covered = 0, runs = 0;
    for (unsigned seed = 1; seed <= 30; seed++) {
      gsl_rng_set(rng, seed * 1009);
      for (unsigned i = 0; i < 200; i++, runs++) {
        const unsigned n = ns[i % 5];
        const struct lab_interval interval = lab_interval_of_proportion(gsl_ran_binomial(rng, rates[r], n), n);
        covered += interval.low <= rates[r] && rates[r] <= interval.high;
      }
    }
    assert_true(covered >= runs * (0.95 - 5.5 * sqrt(0.95 * 0.05 / runs)));
    covered_all += covered;
    runs_all += runs;
  }
  gsl_rng_free(rng);
  assert_int_equal(runs_all, 72000);
  assert_true(covered_all >= runs_all * (0.95 - 5 * sqrt(0.95 * 0.05 / runs_all)));
}

static void test_power(void **state) {
  (void)state;
  assert_true(lab_power(0, 1000) == 0);
  assert_true(lab_power(0.5, 0) == 0);
  assert_true(lab_power(1, 1) == 1);
  assert_true(lab_power(NAN, 10) == 0);
  assert_close(lab_power(0.5, 1), 0.5, 1e-15);
  assert_close(lab_power(0.1, 2), 0.19, 1e-15);
  assert_close(lab_power(1e-18, 1000) / 1e-15, 1, 1e-12); /* 1 - (1 - p)^n as written would be 0 */
  assert_close(lab_power(0.003682, 1000), 0.975, 1e-4);   /* the limit of "0 of 1000" is its inverse */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_published_values),
      cmocka_unit_test(test_definition),
      cmocka_unit_test(test_large_counts),
      cmocka_unit_test(test_rare_among_very_many),
      cmocka_unit_test(test_integration_agrees_with_gsl),
      cmocka_unit_test(test_no_gaps),
      cmocka_unit_test(test_coverage_by_summation),
      cmocka_unit_test(test_coverage_by_simulation),
      cmocka_unit_test(test_power),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
