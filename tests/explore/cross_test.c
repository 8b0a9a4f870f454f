/* SPDX-License-Identifier: MIT */
/*
 * Strategies against one another on random programs: dpor must find exactly the outcomes that the search without any
 * reduction finds, deadlocks included, under both memory models; and what it prints as a schedule must replay.
 */
#include "host.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

static unsigned programs(void) {
  const char *text = getenv("LAB_RANDOM_PROGRAMS");
  return text ? (unsigned)atoi(text) : 60;
}

static bool exhausted(const json_t *result) { return json_is_true(json_object_get(result, "exhausted")); }

static void compare(unsigned seed, const char *parameters) {
  char number_text[16], options[160];
  snprintf(number_text, sizeof number_text, "%u", seed);
  setenv("LAB_RANDOM_SEED", number_text, 1);
  snprintf(options, sizeof options, "--strategy dfs --executions 400000 %s", parameters);
  json_t *dfs = explore(options, "golden/random");
  if (!exhausted(dfs)) { /* too many interleavings to be compared */
    json_decref(dfs);
    return;
  }
  snprintf(options, sizeof options, "--strategy dpor %s", parameters);
  json_t *dpor = explore(options, "golden/random");
  char *expected = labels(dfs), *got = labels(dpor);
  if (strcmp(expected, got) != 0)
    fail_msg("LAB_RANDOM_SEED=%u %s: dfs finds\n%sdpor finds\n%s", seed, parameters, expected, got);
  assert_true(complete(dpor) <= complete(dfs));
  free(expected);
  free(got);
  json_decref(dfs);
  json_decref(dpor);
}

static void test_two_actors(void **state) {
  (void)state;
  for (unsigned seed = 1; seed <= programs(); seed++)
    compare(seed, "--threads 2");
}

static void test_three_actors(void **state) {
  (void)state;
  for (unsigned seed = 1; seed <= programs(); seed++)
    compare(seed, "--threads 3");
}

static void test_tso(void **state) {
  (void)state;
  for (unsigned seed = 1; seed <= programs(); seed++)
    compare(seed, "--threads 2 --memory tso");
}

static void replay(unsigned seed, const char *parameters) {
  char number_text[16], options[8192];
  snprintf(number_text, sizeof number_text, "%u", seed);
  setenv("LAB_RANDOM_SEED", number_text, 1);
  snprintf(options, sizeof options, "--strategy random --executions 20 --seed %u %s", seed, parameters);
  json_t *found = explore(options, "golden/random");
  const json_t *schedule = json_object_get(found, "schedule");
  assert_non_null(schedule); /* no outcome is declared, so each is reported */
  snprintf(options, sizeof options, "--schedule %s %s", word(schedule, "token"), parameters);
  json_t *again = explore(options, "golden/random");
  assert_string_equal(word(schedule, "label"), word(json_object_get(again, "schedule"), "label"));
  json_decref(found);
  json_decref(again);
}

static void test_replay(void **state) {
  (void)state;
  for (unsigned seed = 1; seed <= programs(); seed++) {
    replay(seed, "--threads 3");
    replay(seed, "--threads 2 --memory tso");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_two_actors), cmocka_unit_test(test_three_actors),
                                     cmocka_unit_test(test_tso), cmocka_unit_test(test_replay)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
