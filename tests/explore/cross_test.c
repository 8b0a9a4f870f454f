/* SPDX-License-Identifier: MIT */
/*
 * Strategies against one another on random programs: dpor must find exactly the outcomes, the deadlocks and the data
 * races that the search without any reduction finds, under both memory models; and every schedule must replay.
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

enum { REPLAYED = 12 }; /* outcomes of one program, at most */

static unsigned programs(void) {
  const char *text = getenv("LAB_RANDOM_PROGRAMS");
  return text ? (unsigned)atoi(text) : 60;
}

static bool exhausted(const json_t *result) { return json_is_true(json_object_get(result, "exhausted")); }

typedef char *listing(const json_t *result);

static void agree(const json_t *dfs, const json_t *dpor, listing *list, unsigned seed, const char *parameters) {
  char *expected = list(dfs), *got = list(dpor);
  if (strcmp(expected, got) != 0)
    fail_msg("LAB_RANDOM_SEED=%u %s: dfs finds\n%sdpor finds\n%s", seed, parameters, expected, got);
  free(expected);
  free(got);
}

/* Each outcome that should not be has a schedule, and it leads there. */
static void replay_all(const json_t *result, unsigned seed, const char *parameters) {
  size_t i;
  const json_t *outcome;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) {
    char options[8192];
    if (!json_is_true(json_object_get(outcome, "bad")))
      continue;
    snprintf(options, sizeof options, "--schedule %s %s", word(outcome, "token"), parameters);
    json_t *again = explore(options, "golden/random");
    const char *label = word(json_object_get(again, "schedule"), "label");
    if (strcmp(label, word(outcome, "label")) != 0)
      fail_msg("LAB_RANDOM_SEED=%u %s: \"%s\", not \"%s\"", seed, options, label, word(outcome, "label"));
    json_decref(again);
    if (i == REPLAYED)
      break;
  }
}

static unsigned compare(unsigned seed, const char *parameters) {
  char number_text[16], options[160];
  snprintf(number_text, sizeof number_text, "%u", seed);
  setenv("LAB_RANDOM_SEED", number_text, 1);
  snprintf(options, sizeof options, "--strategy dfs --executions 400000 %s", parameters);
  json_t *dfs = explore(options, "golden/random");
  if (!exhausted(dfs)) { /* too many interleavings to be compared */
    json_decref(dfs);
    return 0;
  }
  snprintf(options, sizeof options, "--strategy dpor %s", parameters);
  json_t *dpor = explore(options, "golden/random");
  agree(dfs, dpor, labels, seed, parameters);
  agree(dfs, dpor, races, seed, parameters);
  agree(dfs, dpor, deadlocks, seed, parameters);
  assert_true(complete(dpor) <= complete(dfs));
  replay_all(dpor, seed, parameters);
  json_decref(dfs);
  json_decref(dpor);
  return 1;
}

/* Most of the programs are small enough. */
static void compare_all(const char *parameters) {
  unsigned compared = 0;
  for (unsigned seed = 1; seed <= programs(); seed++)
    compared += compare(seed, parameters);
  assert_true(compared >= programs() / 2);
}

static void test_two_actors(void **state) {
  (void)state;
  compare_all("--threads 2");
}

static void test_three_actors(void **state) {
  (void)state;
  compare_all("--threads 3");
}

static void test_tso(void **state) {
  (void)state;
  compare_all("--threads 2 --memory tso");
}

/* What a strategy that draws comes upon. */
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

/* One thread: no data races, and nothing is lost but across an await. */
static void test_tasks(void **state) {
  (void)state;
  static const char *const sizes[] = {"--threads 2 --ops 1", "--threads 2 --ops 2", "--threads 3 --ops 1"};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    char options[100];
    snprintf(options, sizeof options, "--strategy dfs %s", sizes[s]);
    json_t *dfs = explore(options, "golden/tasks");
    snprintf(options, sizeof options, "--strategy dpor %s", sizes[s]);
    json_t *dpor = explore(options, "golden/tasks");
    assert_true(exhausted(dfs) && exhausted(dpor));
    agree(dfs, dpor, labels, 0, sizes[s]);
    assert_true(count_of(dpor, "holds") > 0 && count_of(dpor, "lost 1") > 0);
    assert_int_equal(json_array_size(json_object_get(dpor, "races")), 0);
    const char *token = word(json_object_get(dpor, "schedule"), "token");
    snprintf(options, sizeof options, "--schedule %s %s", token, sizes[s]);
    json_t *again = explore(options, "golden/tasks");
    assert_true(json_is_true(json_object_get(json_object_get(again, "schedule"), "bad")));
    json_decref(again);
    json_decref(dfs);
    json_decref(dpor);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_two_actors), cmocka_unit_test(test_three_actors),
                                     cmocka_unit_test(test_tso), cmocka_unit_test(test_replay),
                                     cmocka_unit_test(test_tasks)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
