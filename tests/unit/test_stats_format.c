/* SPDX-License-Identifier: MIT */
#include "stats/format.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char out[LAB_FORMAT_MAX];

static void test_counts_have_separators(void **state) {
  (void)state;
  assert_string_equal(lab_format_count(out, 0), "0");
  assert_string_equal(lab_format_count(out, 999), "999");
  assert_string_equal(lab_format_count(out, 1000), "1,000");
  assert_string_equal(lab_format_count(out, 48210), "48,210");
  assert_string_equal(lab_format_count(out, 123456), "123,456");
  assert_string_equal(lab_format_count(out, UINT64_MAX), "18,446,744,073,709,551,615");
}

static void test_percentages_keep_something_and_everything_apart(void **state) {
  (void)state;
  static const struct {
    double share;
    const char *text;
  } cases[] = {{0, "0 %"},         {1e-12, "<0.01 %"},   {0.0000999, "<0.01 %"}, {0.0001, "0.01 %"},
               {0.0037, "0.37 %"}, {0.0482, "4.82 %"},   {0.09996, "10.0 %"},    {0.482, "48.2 %"},
               {0.9994, "99.9 %"}, {0.99951, "99.95 %"}, {0.99996, ">99.99 %"},  {0.9999999999, ">99.99 %"},
               {1, "100 %"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(lab_format_percent(out, cases[i].share), cases[i].text);
  assert_string_equal(lab_format_percent(out, NAN), "-");
  for (double share = 1e-9; share < 1; share = share * 1.01 + 1e-9) {
    lab_format_percent(out, share);
    assert_string_not_equal(out, "0 %");
    assert_string_not_equal(out, "0.00 %");
    assert_null(strstr(out, "100"));
  }
}

static void test_limits_are_rounded_up(void **state) {
  (void)state;
  assert_string_equal(lab_format_percent_limit(out, 0.003682), "0.37 %");
  assert_string_equal(lab_format_percent_limit(out, 0.0037), "0.37 %");
  assert_string_equal(lab_format_percent_limit(out, 0.00361), "0.37 %");
  assert_string_equal(lab_format_percent_limit(out, 0.0342), "3.5 %");
  assert_string_equal(lab_format_percent_limit(out, 0.3084), "31 %");
  assert_string_equal(lab_format_percent_limit(out, 0.999), "100 %");
  assert_string_equal(lab_format_percent_limit(out, 3.69e-9), "3.7e-07 %");
  assert_string_equal(lab_format_percent_limit(out, 0), "0 %");
  for (double share = 1e-12; share < 0.99; share *= 1.013) {
    const double read = atof(lab_format_percent_limit(out, share)) / 100;
    assert_true(read >= share * (1 - 1e-9));
    assert_true(read <= share * 1.11);
  }
}

static void test_times(void **state) {
  (void)state;
  static const struct {
    double ns;
    const char *text;
  } cases[] = {{0, "-"},           {-1, "-"},          {NAN, "-"},           {0.001, "<0.01 ns"}, {0.924, "0.92 ns"},
               {9.996, "10.0 ns"}, {12.34, "12.3 ns"}, {999.4, "999 ns"},    {999.6, "1.00 us"},  {4560, "4.56 us"},
               {1.2e6, "1.20 ms"}, {3.4e9, "3.40 s"},  {1.5e12, "1.5e+03 s"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(lab_format_ns(out, cases[i].ns), cases[i].text);
}

static void test_factors_and_probabilities(void **state) {
  (void)state;
  assert_string_equal(lab_format_factor(out, 0), "-");
  assert_string_equal(lab_format_factor(out, 0.85), "0.85x");
  assert_string_equal(lab_format_factor(out, 1), "1.00x");
  assert_string_equal(lab_format_factor(out, 12.34), "12.3x");
  assert_string_equal(lab_format_factor(out, 1204.4), "1,204x");
  assert_string_equal(lab_format_factor(out, 1e300), ">1e15x");
  assert_string_equal(lab_format_probability(out, -1), "-");
  assert_string_equal(lab_format_probability(out, 0), "0.0000");
  assert_string_equal(lab_format_probability(out, 1e-9), "<0.0001");
  assert_string_equal(lab_format_probability(out, 0.93214), "0.9321");
  assert_string_equal(lab_format_probability(out, 0.99995), ">0.9999");
  assert_string_equal(lab_format_probability(out, 1), ">0.9999");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_counts_have_separators),
      cmocka_unit_test(test_percentages_keep_something_and_everything_apart),
      cmocka_unit_test(test_limits_are_rounded_up),
      cmocka_unit_test(test_times),
      cmocka_unit_test(test_factors_and_probabilities),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
