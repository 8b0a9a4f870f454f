/* SPDX-License-Identifier: MIT */
/* Quantiles and shares out of buckets, against a sorted list of the same amounts. */
#include "stats/summary.h"
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define AMOUNTS_MAX 3000

static struct lab_tally_counts tally;

static int by_size(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static void fill(uint64_t *amounts, unsigned n) {
  tally = (struct lab_tally_counts){.iterations = 0};
  for (unsigned i = 0; i < n; i++) {
    if (amounts[i] == 0)
      continue;
    tally.iterations++;
    tally.total += amounts[i];
    tally.max = amounts[i] > tally.max ? amounts[i] : tally.max;
    tally.buckets[lab_bucket_of(amounts[i])]++;
  }
  qsort(amounts, n, sizeof *amounts, by_size);
}

static uint64_t quantile_of_sorted(const uint64_t *amounts, unsigned n, double q) {
  for (unsigned i = 0; i < n; i++)
    if (i + 1 >= q * n)
      return amounts[i];
  return amounts[n - 1];
}

static void compare(uint64_t *amounts, unsigned n) {
  static const double qs[] = {0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1};
  fill(amounts, n);
  uint64_t before = 0;
  for (size_t i = 0; i < sizeof qs / sizeof *qs; i++) {
    const uint64_t expected = quantile_of_sorted(amounts, n, qs[i]), found = lab_tally_quantile(&tally, n, qs[i]);
    const uint64_t error = found > expected ? found - expected : expected - found;
    if (expected < LAB_BUCKETS_EXACT ? error != 0 : error * 64 > expected)
      fail_msg("q = %g of %u: %lu instead of %lu", qs[i], n, (unsigned long)found, (unsigned long)expected);
    assert_true(found >= before);
    before = found;
  }
  assert_true(lab_tally_quantile(&tally, n, 1) == amounts[n - 1]);
}

static void test_quantiles_against_sorting(void **state) {
  (void)state;
  static uint64_t amounts[AMOUNTS_MAX];
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  assert_non_null(rng);
  gsl_rng_set(rng, 4);
  for (unsigned round = 0; round < 200; round++) {
    const unsigned n = 1 + (unsigned)gsl_rng_uniform_int(rng, AMOUNTS_MAX);
    const double clean = round % 4 * 0.33, scale = pow(10, round % 11);
    for (unsigned i = 0; i < n; i++)
      amounts[i] = gsl_rng_uniform(rng) < clean ? 0 : (uint64_t)gsl_ran_exponential(rng, scale);
    compare(amounts, n);
  }
  gsl_rng_free(rng);
}

static void test_quantiles_of_little(void **state) {
  (void)state;
  tally = (struct lab_tally_counts){.iterations = 0};
  assert_true(lab_tally_quantile(&tally, 0, 0.5) == 0);
  assert_true(lab_tally_quantile(&tally, 1000, 0) == 0);
  assert_true(lab_tally_quantile(&tally, 1000, 1) == 0);
  /* All alike is exact, however wide the bucket; so is the largest. */
  uint64_t same[] = {123456, 123456, 123456};
  fill(same, 3);
  assert_true(lab_tally_quantile(&tally, 3, 0) == 123456);
  assert_true(lab_tally_quantile(&tally, 3, 0.5) == 123456);
  uint64_t below[] = {500, 500};
  fill(below, 2);
  assert_true(lab_tally_quantile(&tally, 2, 0) == 500);
  uint64_t few[] = {5, 123456, 9};
  fill(few, 3);
  assert_true(lab_tally_quantile(&tally, 3, 0.5) == 9);
  assert_true(lab_tally_quantile(&tally, 3, 0.99) == 123456);
  /* The middle of four is the lower one; one loss in 1000 is beyond the 99th percentile, in 100 it is its limit. */
  uint64_t four[] = {1, 2, 3, 4};
  fill(four, 4);
  assert_true(lab_tally_quantile(&tally, 4, 0.5) == 2);
  uint64_t one[] = {7};
  fill(one, 1);
  assert_true(lab_tally_quantile(&tally, 1000, 0.99) == 0);
  assert_true(lab_tally_quantile(&tally, 100, 0.995) == 7);
  uint64_t huge[] = {UINT64_MAX, UINT64_C(1) << 50, 1};
  fill(huge, 3);
  assert_true(lab_tally_quantile(&tally, 3, 1) == UINT64_MAX);
  assert_true(lab_tally_quantile(&tally, 3, 0) == 1);
  assert_true(lab_tally_quantile(&tally, 3, 0.5) > UINT64_C(1) << 39);
}

static double sum_of(const double *shares) {
  double sum = 0;
  for (unsigned s = 0; s < LAB_SPARK; s++)
    sum += shares[s];
  return sum;
}

static void test_shares(void **state) {
  (void)state;
  double shares[LAB_SPARK];
  tally = (struct lab_tally_counts){.iterations = 0};
  lab_tally_shares(&tally, 0, shares);
  assert_true(sum_of(shares) == 0);
  lab_tally_shares(&tally, 50, shares);
  assert_true(shares[0] == 1 && sum_of(shares) == 1);
  uint64_t spread[] = {0, 1, 2, 3, 4, 5, 6, 7, 8}; /* steps of one, 8 shares the last with 7 */
  fill(spread, 9);
  lab_tally_shares(&tally, 9, shares);
  for (unsigned s = 0; s < LAB_SPARK; s++)
    assert_true(fabs(shares[s] - (s == 7 ? 2 : 1) / 9.0) < 1e-15);
  uint64_t ones[] = {1, 1, 1, 1};
  fill(ones, 4);
  lab_tally_shares(&tally, 16, shares);
  assert_true(shares[0] == 0.75 && shares[LAB_SPARK - 1] == 0.25);
  uint64_t wide[] = {100000, 49000, 51000, 999};
  fill(wide, 4);
  lab_tally_shares(&tally, 5, shares);
  assert_true(fabs(sum_of(shares) - 1) < 1e-12);
  assert_true(fabs(shares[0] - 0.4) < 1e-12 && fabs(shares[3] - 0.2) < 1e-12 && fabs(shares[4] - 0.2) < 1e-12);
  assert_true(fabs(shares[7] - 0.2) < 1e-12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_quantiles_against_sorting),
      cmocka_unit_test(test_quantiles_of_little),
      cmocka_unit_test(test_shares),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
