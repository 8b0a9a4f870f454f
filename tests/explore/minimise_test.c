/* SPDX-License-Identifier: MIT */
/* Whatever strategy finds it, the schedule that is shown has as few switches as a search of all of them finds. */
#include "host.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
/* cmocka wants the four above first */
#include <cmocka.h>

enum { SWITCHES = 5, PREEMPTIONS = 4 }; /* 2 * ROUNDS rungs, by turns; the one who goes last lets the other end first */

static long switches(const json_t *result) {
  const json_t *steps = json_object_get(json_object_get(result, "schedule"), "steps");
  long n = 0;
  for (size_t s = 1; s < json_array_size(steps); s++)
    n += number(json_array_get(steps, s), "actor") != number(json_array_get(steps, s - 1), "actor");
  return n;
}

/* preemptions: -1 where there are too many schedules to rule out that one with fewer fails */
static void check(const char *options, long preemptions) {
  json_t *result = explore(options, "golden/alternate");
  const json_t *schedule = json_object_get(result, "schedule");
  if (!schedule)
    fail_msg("%s: nothing found", options);
  assert_string_equal(word(schedule, "label"), "crossed 1");
  if (switches(result) != SWITCHES)
    fail_msg("%s: %ld switches, not %d", options, switches(result), SWITCHES);
  if (number(result, "fewest_preemptions") != preemptions)
    fail_msg("%s: %ld preemptions, not %ld", options, number(result, "fewest_preemptions"), preemptions);
  json_decref(result);
}

static void test_fewest_switches(void **state) {
  (void)state;
  check("--strategy bound:4", PREEMPTIONS);
  check("--strategy bound:6", PREEMPTIONS);
  check("--strategy dpor", PREEMPTIONS);
  check("--strategy dpor --memory tso", -1);
  check("", PREEMPTIONS);
}

/* Seeds make these the same in every run. */
static void test_drawn(void **state) {
  (void)state;
  for (unsigned seed = 1; seed <= 8; seed++) {
    static const char *const strategies[] = {"random", "pct:7", "pos", "surw"};
    for (size_t s = 0; s < sizeof strategies / sizeof *strategies; s++) {
      char options[100];
      snprintf(options, sizeof options, "--strategy %s --executions 30000 --seed %u", strategies[s], seed);
      check(options, PREEMPTIONS);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_fewest_switches), cmocka_unit_test(test_drawn)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
