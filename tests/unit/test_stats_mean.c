/* SPDX-License-Identifier: MIT */
/* Intervals for amounts per iteration: Student's t, what it must be widened by, and coverage. */
#include "stats/summary.h"
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

static void test_student_published(void **state) {
  (void)state;
  /* NIST/SEMATECH e-Handbook of Statistical Methods 1.3.5.2, ZARR13.DAT: N = 195, mean 9.261460, s = 0.022789. */
  const double n = 195, mean = 9.261460, s = 0.022789;
  struct lab_interval interval = lab_interval_of_student(n * mean, (n - 1) * s * s + n * mean * mean, 195);
  assert_close(interval.low, 9.258242, 2e-6);
  assert_close(interval.high, 9.264679, 2e-6);
  /* 1 .. 5: mean 3, s = sqrt(2.5), t(0.975; 4) = 2.776445 of every table. */
  interval = lab_interval_of_student(15, 55, 5);
  assert_close(interval.high - 3, 2.776445 * sqrt(0.5), 1e-6);
  assert_close(3 - interval.low, 2.776445 * sqrt(0.5), 1e-6);
  interval = lab_interval_of_student(7, 49, 1);
  assert_true(isinf(interval.low) && isinf(interval.high));
}

static void test_all_alike_has_no_width_but_the_unseen(void **state) {
  (void)state;
  /* 0.1 is no binary fraction: the variance is a difference of rounding errors and must not become NaN. */
  for (unsigned n = 2; n < 5000; n = n * 2 + 1) {
    const double x = 0.1, unseen = lab_interval_of_proportion(0, n).high;
    const struct lab_interval interval = lab_interval_of_mean(n * x, n * x * x, n, 1);
    assert_close(interval.low, (1 - unseen) * x, 1e-6);
    assert_close(interval.high, (1 - unseen) * x + unseen, 1e-6);
  }
}

static void test_zero_of_n(void **state) {
  (void)state;
  struct lab_interval interval = lab_interval_of_mean(0, 0, 1000, 2000);
  assert_true(interval.low == 0);
  assert_close(interval.high / 2000, 0.003682, 5e-7);
  interval = lab_interval_of_mean(0, 0, 1, 2000);
  assert_true(interval.low == 0 && interval.high == 2000);
  interval = lab_interval_of_mean(0, 0, 0, 2000);
  assert_true(interval.low == 0 && interval.high == 2000);
}

static struct lab_tally_counts tally_of(uint64_t iterations, uint64_t amount) {
  struct lab_tally_counts tally = {.iterations = iterations, .total = iterations * amount, .max = amount};
  tally.squares = (double)iterations * (double)amount * (double)amount;
  tally.buckets[lab_bucket_of(amount)] = iterations;
  return tally;
}

/* One of 1000 iterations lost one update of 2000: it does lose, and one that loses all may well be to come. */
static void test_one_of_a_thousand(void **state) {
  (void)state;
  const struct lab_tally_counts tally = tally_of(1, 1);
  const struct lab_interval interval = lab_interval_of_tally(&tally, 1000, 2000);
  const struct lab_interval none = lab_interval_of_mean(0, 0, 1000, 2000);
  assert_close(interval.low, lab_interval_of_proportion(1, 1000).low, 1e-12);
  assert_true(interval.low > 0);
  assert_true(interval.high > none.high);
  assert_true(interval.high < 1.01 * none.high);
}

static void test_limits_hold(void **state) {
  (void)state;
  for (uint64_t n = 1; n < 3000; n = n * 3 + 1) {
    for (uint64_t k = 1; k <= n; k = k * 2 + 1) {
      for (uint64_t amount = 1; amount <= 3000; amount = amount * 7 + 2) {
        const struct lab_tally_counts tally = tally_of(k, amount);
        const struct lab_interval interval = lab_interval_of_tally(&tally, n, 2000);
        const double mean = (double)tally.total / (double)n;
        assert_true(interval.low > 0 && interval.low <= mean);
        assert_true(interval.high >= mean && interval.high <= fmax(2000, (double)amount));
      }
    }
  }
}

/* Amounts that are 0 or M: coverage summed exactly, and never above Clopper-Pearson's confidence on the high side. */
static void test_coverage_of_all_or_nothing(void **state) {
  (void)state;
  static const unsigned ns[] = {2, 3, 5, 10, 20, 50, 100, 300, 1000};
  static struct lab_interval intervals[1001];
  const double M = 7;
  for (size_t i = 0; i < sizeof ns / sizeof *ns; i++) {
    const unsigned n = ns[i];
    for (unsigned k = 0; k <= n; k++) {
      intervals[k] = lab_interval_of_mean(k * M, k * M * M, n, M);
      assert_true(intervals[k].high / M >= lab_interval_of_proportion(k, n).high - 1e-12);
    }
    for (unsigned j = 1; j < 1000; j++) {
      const double p = j < 500 ? pow(j / 500.0, 3) / 2 : j / 1000.0;
      double covered = 0;
      for (unsigned k = 0; k <= n; k++)
        if (intervals[k].low <= M * p && M * p <= intervals[k].high)
          covered += gsl_ran_binomial_pdf(k, p, n);
      if (covered < LAB_CONFIDENCE)
        fail_msg("%g at n = %u, p = %g", covered, n, p);
    }
  }
}

static double covered_three(unsigned n, double x, double M, double p, double q) {
  double covered = 0;
  const double mean = p * x + q * M;
  for (unsigned k = 0; k <= n; k++) {
    for (unsigned m = 0; m + k <= n; m++) {
      const struct lab_interval interval = lab_interval_of_mean(k * x + m * M, k * x * x + m * M * M, n, M);
      const unsigned counts[] = {n - k - m, k, m};
      const double shares[] = {fmax(0, 1 - p - q), p, q};
      if (interval.low <= mean && mean <= interval.high)
        covered += gsl_ran_multinomial_pdf(3, shares, counts);
    }
  }
  return covered;
}

/* A common small loss and a rare large one: exact again, by the multinomial. */
static void test_coverage_of_rare_large_losses(void **state) {
  (void)state;
  static const double xs[] = {1, 50, 900}, ps[] = {0.003, 0.02, 0.1, 0.5, 0.9}, qs[] = {0.001, 0.01, 0.035, 0.08, 0.3};
  static const unsigned ns[] = {10, 40};
  for (unsigned i = 0; i < 2; i++)
    for (unsigned x = 0; x < 3; x++)
      for (unsigned p = 0; p < 5; p++)
        for (unsigned q = 0; q < 5; q++)
          if (ps[p] + qs[q] <= 1 && covered_three(ns[i], xs[x], 1000, ps[p], qs[q]) < LAB_CONFIDENCE)
            fail_msg("n = %u, x = %g, p = %g, q = %g", ns[i], xs[x], ps[p], qs[q]);
}

/* Losses as they come: an iteration has its own share of loss, so its operations are lost together. */
struct world {
  const char *name;
  unsigned n, ops;
  double clean;   /* probability that an iteration loses nothing */
  double a, b;    /* share of the operations lost otherwise: Beta(a, b) */
  double extreme; /* probability that it loses all */
};

static double mean_of(const struct world *w) {
  return (1 - w->clean) * (w->extreme + (1 - w->extreme) * w->a / (w->a + w->b)) * w->ops;
}

static void draw(gsl_rng *rng, const struct world *w, struct lab_tally_counts *tally) {
  for (unsigned i = 0; i < w->n; i++) {
    if (gsl_rng_uniform(rng) < w->clean)
      continue;
    const double share = gsl_rng_uniform(rng) < w->extreme ? 1 : gsl_ran_beta(rng, w->a, w->b);
    const unsigned lost = gsl_ran_binomial(rng, share, w->ops);
    tally->iterations += lost > 0;
    tally->total += lost;
    tally->squares += (double)lost * lost;
    tally->max = lost > tally->max ? lost : tally->max;
  }
}

/* What a binomial over operations would claim, to show that the worlds are ones in which it is wrong. */
static bool binomial_covers(const struct lab_tally_counts *tally, const struct world *w) {
  const struct lab_interval interval = lab_interval_of_proportion(tally->total, (uint64_t)w->n * w->ops);
  const double rate = mean_of(w) / w->ops;
  return interval.low <= rate && rate <= interval.high;
}

/*
 * 600 runs per world.  If an interval covers with probability 0.95, 5.2 standard errors of the simulation below it
 * (0.046) are reached with probability 1e-7, 6e-7 over the six worlds.  Seeded, so deterministic.
 */
static void test_coverage_of_clustered_losses(void **state) {
  (void)state;
  static const struct world worlds[] = {
      {"most iterations lose a third", 100, 2000, 0.01, 20, 40, 0},
      {"few iterations", 10, 2000, 0.2, 2, 4, 0},
      {"one in fifty loses, by any amount", 300, 2000, 0.98, 0.5, 2, 0},
      {"small losses, and all in one of 200", 200, 2000, 0.5, 1, 200, 0.005},
      {"rare and heavy-tailed", 1000, 1000, 0.99, 0.3, 30, 0.02},
      {"two operations, rarely", 1000, 2, 0.995, 5, 5, 0},
  };
  const unsigned runs = 600;
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  assert_non_null(rng);
  for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++) {
    const double mean = mean_of(&worlds[w]);
    unsigned covered = 0, binomial = 0;
    gsl_rng_set(rng, 20 + w);
    for (unsigned r = 0; r < runs; r++) {
      struct lab_tally_counts tally = {.iterations = 0};
      draw(rng, &worlds[w], &tally);
      const struct lab_interval interval = lab_interval_of_tally(&tally, worlds[w].n, worlds[w].ops);
      covered += interval.low <= mean && mean <= interval.high;
      binomial += binomial_covers(&tally, &worlds[w]);
    }
    if (covered < runs * (0.95 - 5.2 * sqrt(0.95 * 0.05 / runs)))
      fail_msg("%s: %u of %u", worlds[w].name, covered, runs);
    if (w == 0 && binomial > runs * 0.7)
      fail_msg("clustered losses look independent: %u of %u", binomial, runs);
    print_message("             %-36s t, widened: %u of %u cover; binomial over operations: %u\n", worlds[w].name,
                  covered, runs, binomial);
  }
  gsl_rng_free(rng);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_student_published),
      cmocka_unit_test(test_all_alike_has_no_width_but_the_unseen),
      cmocka_unit_test(test_zero_of_n),
      cmocka_unit_test(test_one_of_a_thousand),
      cmocka_unit_test(test_limits_hold),
      cmocka_unit_test(test_coverage_of_all_or_nothing),
      cmocka_unit_test(test_coverage_of_rare_large_losses),
      cmocka_unit_test(test_coverage_of_clustered_losses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
