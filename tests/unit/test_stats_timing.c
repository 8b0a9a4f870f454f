/* SPDX-License-Identifier: MIT */
/* Medians, their intervals, and ratios of medians. */
#include "stats/timing.h"
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* 1 .. n, in an order that is not sorted. */
static struct lab_times *counting(unsigned n) {
  struct lab_times *times = lab_times_new(1);
  assert_non_null(times);
  for (unsigned i = 0; i < n; i++)
    lab_times_add(times, 1 + (i * 7) % n);
  return times;
}

static void test_median(void **state) {
  (void)state;
  struct lab_times *times = counting(5);
  assert_true(lab_times_median(times) == 3);
  lab_times_add(times, 6);
  assert_true(lab_times_median(times) == 3.5);
  lab_times_free(times);
  times = lab_times_new(1);
  assert_true(lab_times_median(times) == 0);
  lab_times_free(times);
  lab_times_free(NULL);
}

/* Ranks of every table of confidence intervals for the median, 95 %: D. B. Owen, Handbook of Statistical Tables. */
static void test_median_interval_ranks(void **state) {
  (void)state;
  static const unsigned known[][3] = {{6, 1, 6},   {8, 1, 8},   {9, 2, 8},   {10, 2, 9},  {12, 3, 10},
                                      {15, 4, 12}, {20, 6, 15}, {25, 8, 18}, {50, 18, 33}};
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    const unsigned n = known[k][0];
    struct lab_times *times = lab_times_new(1);
    for (unsigned i = n; i > 0; i--)
      lab_times_add(times, i);
    const struct lab_interval interval = lab_times_median_interval(times);
    assert_int_equal((int)interval.low, known[k][1]);
    assert_int_equal((int)interval.high, known[k][2]);
    lab_times_free(times);
  }
  struct lab_times *few = counting(5);
  assert_true(lab_times_median_interval(few).low == 0 && isinf(lab_times_median_interval(few).high));
  lab_times_free(few);
}

static void test_speedup_of_constants(void **state) {
  (void)state;
  struct lab_times *base = lab_times_new(1), *other = lab_times_new(1);
  for (int i = 0; i < 10; i++) {
    lab_times_add(base, 15);
    lab_times_add(other, 5);
  }
  const struct lab_interval interval = lab_times_speedup_interval(base, other, 7);
  assert_true(interval.low == 3 && interval.high == 3);
  lab_times_free(other);
  other = counting(5);
  assert_true(isinf(lab_times_speedup_interval(base, other, 7).high));
  lab_times_free(other);
  lab_times_free(base);
}

/* Log-normal times, as those of programs are: skewed, never negative.  The seed is fixed, so is the result. */
static void test_speedup_coverage(void **state) {
  (void)state;
  enum { TRIALS = 400, RUNS = 20 };
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  gsl_rng_set(rng, 42);
  int covered = 0;
  for (int t = 0; t < TRIALS; t++) {
    struct lab_times *base = lab_times_new(1), *other = lab_times_new(1);
    for (int i = 0; i < RUNS; i++) {
      lab_times_add(base, 3e6 * gsl_ran_lognormal(rng, 0, 0.3));
      lab_times_add(other, 1e6 * gsl_ran_lognormal(rng, 0, 0.2));
    }
    const struct lab_interval interval = lab_times_speedup_interval(base, other, (uint64_t)t);
    covered += interval.low <= 3 && 3 <= interval.high;
    lab_times_free(base);
    lab_times_free(other);
  }
  gsl_rng_free(rng);
  /* Of 400 at 95 %: 380 are expected, and 363 are within four standard deviations of that. */
  assert_in_range(covered, 363, 397);
}

static void test_same_seed_same_interval(void **state) {
  (void)state;
  struct lab_times *base = counting(40), *other = counting(20);
  const struct lab_interval a = lab_times_speedup_interval(base, other, 5),
                            b = lab_times_speedup_interval(base, other, 5);
  assert_true(a.low == b.low && a.high == b.high && a.low < 2 && a.high > 1.5);
  lab_times_free(base);
  lab_times_free(other);
}

/* Of many only a sample is kept, from all of them alike: its median stays near that of all. */
static void test_sample(void **state) {
  (void)state;
  struct lab_times *times = lab_times_new(3);
  for (unsigned i = 0; i < 100000; i++)
    lab_times_add(times, i);
  assert_int_equal(times->n, 100000);
  assert_int_equal(times->kept, LAB_TIMES_MAX);
  assert_true(fabs(lab_times_median(times) - 50000) < 4000);
  lab_times_free(times);
}

static void test_summary(void **state) {
  (void)state;
  struct lab_record base = {.times = counting(10)}, other = {.times = counting(20)}, none = {0};
  struct lab_summary summary = {0};
  lab_summarize_times(&summary, &none, &base, 1);
  assert_true(summary.median_ns == 0 && summary.speedup == 0);
  lab_summarize_times(&summary, &other, &base, 1);
  assert_true(summary.median_ns == 10.5);
  assert_true(fabs(summary.speedup - 5.5 / 10.5) < 1e-12);
  assert_true(summary.speedup_interval.low <= summary.speedup && summary.speedup <= summary.speedup_interval.high);
  summary = (struct lab_summary){0};
  lab_summarize_times(&summary, &other, NULL, 1);
  assert_true(summary.median_ns == 10.5 && summary.speedup == 0);
  summary = (struct lab_summary){0};
  lab_summarize_times(&summary, &base, &base, 1);
  assert_true(summary.speedup == 1 && summary.speedup_interval.low == 1 && summary.speedup_interval.high == 1);
  lab_times_free(base.times);
  lab_times_free(other.times);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_median),
      cmocka_unit_test(test_median_interval_ranks),
      cmocka_unit_test(test_speedup_of_constants),
      cmocka_unit_test(test_speedup_coverage),
      cmocka_unit_test(test_same_seed_same_interval),
      cmocka_unit_test(test_sample),
      cmocka_unit_test(test_summary),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
