/* SPDX-License-Identifier: MIT */
/*
 * Counts that can be derived by hand or were agreed on by two other model checkers (GenMC, Nidhugg).
 */
#include "host.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka wants the four above first */
#include <cmocka.h>

struct golden {
  const char *options, *variant;
  long complete;
};

static void check(const struct golden *all, size_t n) {
  for (size_t i = 0; i < n; i++) {
    json_t *result = explore(all[i].options, all[i].variant);
    if (complete(result) != all[i].complete)
      fail_msg("%s %s: %ld complete executions, not %ld", all[i].options, all[i].variant, complete(result),
               all[i].complete);
    assert_true(json_is_true(json_object_get(result, "exhausted")));
    json_decref(result);
  }
}
#define CHECK(all) check(all, sizeof all / sizeof *(all))

/* (sum of n)! / product of n!, n = 2 steps per increment. */
static void test_interleavings(void **state) {
  (void)state;
  static const struct golden all[] = {{"--strategy dfs --threads 2 --ops 1", "golden/increment", 6},
                                      {"--strategy dfs --threads 2 --ops 2", "golden/increment", 70},
                                      {"--strategy dfs --threads 2 --ops 3", "golden/increment", 924},
                                      {"--strategy dfs --threads 2 --ops 4", "golden/increment", 12870},
                                      {"--strategy dfs --threads 2 --ops 5", "golden/increment", 184756},
                                      {"--strategy dfs --threads 3 --ops 1", "golden/increment", 90},
                                      {"--strategy dfs --threads 3 --ops 2", "golden/increment", 34650}};
  CHECK(all);
}

static void test_classes(void **state) {
  (void)state;
  static const struct golden all[] = {{"--strategy dpor --threads 2 --ops 1", "golden/increment", 4},
                                      {"--strategy dpor --threads 2 --ops 2", "golden/increment", 34},
                                      {"--strategy dpor --threads 2 --ops 3", "golden/increment", 328},
                                      {"--strategy dpor --threads 2 --ops 4", "golden/increment", 3334},
                                      {"--strategy dpor --threads 2 --ops 5", "golden/increment", 34904},
                                      {"--strategy dpor --threads 2 --ops 6", "golden/increment", 372436},
                                      {"--strategy dpor --threads 3 --ops 1", "golden/increment", 36},
                                      {"--strategy dpor --threads 3 --ops 2", "golden/increment", 7134}};
  CHECK(all);
}

static void test_mutex(void **state) {
  (void)state;
  static const struct golden all[] = {{"--strategy dpor --threads 2 --ops 3", "golden/mutex", 20},
                                      {"--strategy dfs --threads 2 --ops 3", "golden/mutex", 20},
                                      {"--strategy dpor --threads 2 --ops 5", "golden/mutex", 252},
                                      {"--strategy dpor --threads 3 --ops 2", "golden/mutex", 90},
                                      {"--strategy dpor --threads 3 --ops 3", "golden/mutex", 1680},
                                      {"--strategy dpor --threads 2 --ops 3 --memory tso", "golden/mutex", 20}};
  CHECK(all);
}

static void test_peterson(void **state) {
  (void)state;
  static const struct golden all[] = {{"--strategy dpor --ops 1", "golden/peterson", 4},
                                      {"--strategy dpor --ops 2", "golden/peterson", 48},
                                      {"--strategy dpor --ops 3", "golden/peterson", 588},
                                      {"--strategy dpor --ops 1 --memory tso", "golden/peterson-fence", 4},
                                      {"--strategy dpor --ops 2 --memory tso", "golden/peterson-fence", 48}};
  CHECK(all);
  json_t *broken = explore("--strategy dpor --memory tso", "golden/peterson");
  assert_true(count_of(broken, "lost 1") > 0);
  json_decref(broken);
  /* An actor that has read its own store from its buffer reads something else once that is overwritten in memory. */
  json_t *every = explore("--strategy dfs --memory tso", "golden/peterson");
  assert_true(count_of(every, "lost 1") > 0);
  assert_int_equal(count_of(every, "livelock"), 0);
  json_decref(every);
}

static void test_store_buffering(void **state) {
  (void)state;
  static const struct golden all[] = {{"--strategy dpor", "golden/store-buffering", 3},
                                      {"--strategy dpor --memory tso", "golden/store-buffering", 4}};
  CHECK(all);
  json_t *sc = explore("--strategy dfs", "golden/store-buffering");
  json_t *tso = explore("--strategy dfs --memory tso", "golden/store-buffering");
  assert_int_equal(count_of(sc, "0, 0"), 0);
  assert_true(count_of(tso, "0, 0") > 0);
  json_decref(sc);
  json_decref(tso);
}

static void check_final(const char *options, const long *values, const long *counts, size_t n) {
  json_t *result = explore(options, "golden/increment");
  const json_t *outcomes = json_object_get(result, "outcomes");
  assert_int_equal(json_array_size(outcomes), n);
  for (size_t i = 0; i < n; i++) {
    const json_t *o = json_array_get(outcomes, i);
    long x = (long)json_integer_value(json_array_get(json_object_get(o, "watched"), 0));
    size_t v = 0;
    while (v < n && values[v] != x)
      v++;
    assert_true(v < n);
    assert_int_equal(number(o, "executions"), counts[v]);
  }
  json_decref(result);
}

static void test_final_values(void **state) {
  (void)state;
  check_final("--count --ops 2", (const long[]){2, 3, 4}, (const long[]){32, 32, 6}, 3);
  check_final("--count --ops 3", (const long[]){2, 3, 4, 5, 6}, (const long[]){8, 300, 416, 180, 20}, 5);
  json_t *five = explore("--count --ops 5", "golden/increment");
  assert_int_equal(count_of(five, "lost 8"), 8);
  json_decref(five);
}

/* A mover comes to its end, so whoever waits does. */
static void test_waiting_for_two(void **state) {
  (void)state;
  static const char *const strategies[] = {"dfs",   "dpor", "bound:4", "random --executions 3000",
                                           "pct:3", "pos",  "surw"};
  for (size_t s = 0; s < sizeof strategies / sizeof *strategies; s++) {
    char options[100];
    snprintf(options, sizeof options, "--strategy %s", strategies[s]);
    json_t *result = explore(options, "golden/equal");
    if (count_of(result, "1, 1") == 0 || json_array_size(json_object_get(result, "outcomes")) != 1)
      fail_msg("%s: something else than an end with 1, 1", options);
    json_decref(result);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_interleavings),   cmocka_unit_test(test_classes),
                                     cmocka_unit_test(test_mutex),           cmocka_unit_test(test_peterson),
                                     cmocka_unit_test(test_store_buffering), cmocka_unit_test(test_final_values),
                                     cmocka_unit_test(test_waiting_for_two)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
