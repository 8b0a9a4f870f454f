/* SPDX-License-Identifier: MIT */
/* What is reported as a data race, and what is not. */
#include "host.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
/* cmocka wants the four above first */
#include <cmocka.h>

static void expect_races(const char *variant, const char *options, bool some) {
  json_t *result = explore(options, variant);
  char *found = races(result);
  if ((found[0] != '\0') != some)
    fail_msg("%s %s: races: \"%s\"", options, variant, found);
  free(found);
  json_decref(result);
}

/* The execution that finds a word to be shared has not seen what its accesses put in order. */
static void test_words_found_late(void **state) {
  (void)state;
  expect_races("golden/registered", "--strategy dpor", false);
  expect_races("golden/registered", "--strategy bound:2", false);
  expect_races("golden/registered", "--strategy random --executions 2000", false);
}

static void test_locked(void **state) {
  (void)state;
  expect_races("golden/mutex", "--strategy dpor --ops 2", false);
  expect_races("golden/increment", "--strategy dpor --ops 2", true);
  expect_races("golden/increment", "--strategy random --executions 2000", true);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_words_found_late), cmocka_unit_test(test_locked)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
