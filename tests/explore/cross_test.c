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

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_two_actors), cmocka_unit_test(test_three_actors),
                                     cmocka_unit_test(test_tso), cmocka_unit_test(test_replay)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
