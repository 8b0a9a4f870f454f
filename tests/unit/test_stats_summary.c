/* SPDX-License-Identifier: MIT */
/* The numbers of a summary: rates, factor, power of a zero, which tallies are summarized. */
#include "stats/summary.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct lab_machine machine = {.cpus_usable = 2};
static struct lab_info broken_info, fixed_info;
static struct lab_record broken, fixed;
static struct lab_summary summary;

static void assert_close(double value, double expected, double tolerance) {
  if (!(fabs(value - expected) <= tolerance))
    fail_msg("%.17g instead of %.17g (within %g)", value, expected, tolerance);
}

/* 1000 iterations of 2 x 1000; broken loses 500 updates in each of 800. */
static int reset(void **state) {
  (void)state;
  broken_info = (struct lab_info){.threads = 2, .ops = 1000, .role = LAB_ROLE_BROKEN};
  broken_info.expect[LAB_ENGINE_NATIVE] = LAB_LOSES_UPDATES;
  broken_info.expect[LAB_ENGINE_TSAN] = LAB_DATA_RACE;
  fixed_info = (struct lab_info){.threads = 2, .ops = 1000, .role = LAB_ROLE_FIXED};
  fixed_info.expect[LAB_ENGINE_NATIVE] = fixed_info.expect[LAB_ENGINE_TSAN] = LAB_HOLDS;
  broken = (struct lab_record){.info = &broken_info, .threads = 2, .ops = 1000, .ran = true};
  fixed = (struct lab_record){.info = &fixed_info, .threads = 2, .ops = 1000, .ran = true};
  broken.counts.iterations = fixed.counts.iterations = 1000;
  broken.counts.anomalous = 800;
  struct lab_tally_counts *lost = &broken.counts.tally[LAB_LOST];
  lost->iterations = 800;
  lost->total = 400000;
  lost->max = 500;
  lost->first = 3;
  lost->squares = 800.0 * 500 * 500;
  lost->buckets[lab_bucket_of(500)] = 800;
  broken.sweep_ns = 4e6;
  broken.sweep_ops = 2e6;
  fixed.sweep_ns = 50e6;
  fixed.sweep_ops = 2e6;
  return 0;
}

static void test_rates(void **state) {
  (void)state;
  lab_summarize(&summary, &broken, &broken, &machine, false);
  assert_int_equal(summary.iterations, 1000);
  assert_int_equal(summary.operations, 2000000);
  assert_int_equal(summary.bad, 800);
  assert_close(summary.bad_rate, 0.8, 0);
  assert_int_equal(summary.n_tallies, 1);
  const struct lab_tally_summary *t = &summary.tallies[0];
  assert_int_equal(t->tally, LAB_LOST);
  assert_close(t->rate, 0.2, 1e-12);
  assert_true(t->rate_interval.low < 0.2 && t->rate_interval.low > 0.19);
  assert_true(t->rate_interval.high > 0.2 && t->rate_interval.high < 0.21);
  assert_close(t->iteration_rate, 0.8, 1e-12);
  assert_true(t->iteration_interval.low < 0.8 && 0.8 < t->iteration_interval.high);
  assert_int_equal(t->min, 0);
  assert_int_equal(t->median, 500);
  assert_int_equal(t->p99, 500);
  assert_int_equal(t->max, 500);
  assert_int_equal(t->first, 3);
  assert_close(t->spark[0], 0.2, 1e-12);
  assert_close(t->spark[LAB_SPARK - 1], 0.8, 1e-12);
  assert_close(summary.ns_per_op, 2, 1e-12);
  assert_close(summary.factor, 1, 1e-12);
  assert_true(summary.power < 0);
}

/* Incidents are iterations and bad ones, but no state was audited: they say nothing of updates. */
static void test_incidents_are_bad_iterations(void **state) {
  (void)state;
  broken.incidents[LAB_INCIDENT_CRASH] = 200;
  lab_summarize(&summary, &broken, &broken, &machine, false);
  assert_int_equal(summary.iterations, 1200);
  assert_int_equal(summary.bad, 1000);
  assert_int_equal(summary.operations, 2000000);
  assert_close(summary.tallies[0].iteration_rate, 0.8, 1e-12);
}

static void test_zeros_of_a_fix_are_summarized(void **state) {
  (void)state;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_int_equal(summary.n_tallies, 1);
  assert_int_equal(summary.tallies[0].tally, LAB_LOST);
  assert_int_equal(summary.tallies[0].total, 0);
  assert_close(summary.tallies[0].iteration_interval.high, 0.003682, 5e-7);
  assert_close(summary.tallies[0].rate_interval.high, 0.003682, 5e-7);
  assert_close(summary.tallies[0].spark[0], 1, 0);
  /* Not run, but known: the lab is still about lost updates. */
  broken = (struct lab_record){.info = &broken_info};
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_int_equal(summary.n_tallies, 1);
  assert_true(summary.power < 0);
  assert_close(summary.factor, 0, 0);
  lab_summarize(&summary, &fixed, NULL, &machine, false);
  assert_int_equal(summary.n_tallies, 0);
}

static void test_tallies_declared_come_first(void **state) {
  (void)state;
  broken.counts.tally[LAB_TORN].iterations = broken.counts.tally[LAB_TORN].total = 1;
  broken_info.expect[LAB_ENGINE_NATIVE] = "stale|over-admitted";
  broken_info.expect[LAB_ENGINE_EXPLORE] = "torn";
  lab_summarize(&summary, &broken, NULL, &machine, false);
  assert_int_equal(summary.n_tallies, 4);
  assert_int_equal(summary.tallies[0].tally, LAB_TORN);
  assert_int_equal(summary.tallies[1].tally, LAB_STALE);
  assert_int_equal(summary.tallies[2].tally, LAB_OVERADMITTED);
  assert_int_equal(summary.tallies[3].tally, LAB_LOST);
  for (unsigned t = 0; t < LAB_TALLIES; t++)
    broken.counts.tally[t].iterations = 1;
  lab_summarize(&summary, &broken, &broken, &machine, false);
  assert_int_equal(summary.n_tallies, LAB_TALLIES);
}

static void test_factor(void **state) {
  (void)state;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_close(summary.ns_per_op, 25, 1e-12);
  assert_close(summary.factor, 12.5, 1e-12);
  broken.threads = 4; /* another contention is another price */
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_close(summary.factor, 0, 0);
  broken.threads = 2;
  broken.sweep_ops = 0;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_close(summary.factor, 0, 0);
  fixed.sweep_ns = 0;
  lab_summarize(&summary, &fixed, NULL, &machine, false);
  assert_close(summary.ns_per_op, 0, 0);
}

static void test_power_of_a_zero(void **state) {
  (void)state;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_true(summary.power > 0.9999);
  /* Conservative: broken lost in 1 of 1000, which may be as rare as 25 in a million. */
  broken.counts.anomalous = 1;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_close(summary.power, 0.025, 1e-6);
  /* broken showed nothing, so neither does a zero. */
  broken.counts.anomalous = 0;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_close(summary.power, 0, 0);
}

static void test_power_where_there_is_none(void **state) {
  (void)state;
  fixed.ops = 1; /* an iteration of one operation is not one of a thousand */
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_true(summary.power < 0);
  reset(NULL);
  fixed.yielding = true;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_true(summary.power < 0);
  reset(NULL);
  fixed.counts.anomalous = 1;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_true(summary.power < 0);
  reset(NULL);
  lab_summarize(&summary, &fixed, NULL, &machine, false);
  assert_true(summary.power < 0);
}

static void test_power_under_the_sanitizer(void **state) {
  (void)state;
  broken.engine = fixed.engine = LAB_ENGINE_TSAN;
  broken.counts.anomalous = 0;
  broken.counts.reported = 998;
  fixed.counts.iterations = 5;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_true(summary.power > 0.9999);
  fixed.counts.reported = 1;
  lab_summarize(&summary, &fixed, &broken, &machine, false);
  assert_true(summary.power < 0);
  assert_close(summary.reported_rate, 0.2, 1e-12);
  assert_true(summary.reported_interval.low < 0.2 && 0.2 < summary.reported_interval.high);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(test_rates, reset),
      cmocka_unit_test_setup(test_incidents_are_bad_iterations, reset),
      cmocka_unit_test_setup(test_zeros_of_a_fix_are_summarized, reset),
      cmocka_unit_test_setup(test_tallies_declared_come_first, reset),
      cmocka_unit_test_setup(test_factor, reset),
      cmocka_unit_test_setup(test_power_of_a_zero, reset),
      cmocka_unit_test_setup(test_power_where_there_is_none, reset),
      cmocka_unit_test_setup(test_power_under_the_sanitizer, reset),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
