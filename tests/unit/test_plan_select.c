/* SPDX-License-Identifier: MIT */
/* Names and globs to variants, unknown ones to their nearest; requests to jobs. */
#include "plan/plan.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct lab_info variants[] = {
    {.lab = "counter-race", .variant = "broken", .name = "counter-race/broken", .ops = 1000, .threads = 2},
    {.lab = "counter-race", .variant = "fixed-atomic", .name = "counter-race/fixed-atomic", .ops = 1000, .threads = 2},
    {.lab = "counter-race", .variant = "fixed-mutex", .name = "counter-race/fixed-mutex", .ops = 1000, .threads = 2},
    {.lab = "queue", .variant = "broken", .name = "queue/broken", .ops = 1, .threads = 3},
    {.lab = "queue", .variant = "fixed-mutex", .name = "queue/fixed-mutex", .ops = 1, .threads = 3},
};
static const struct lab_catalog catalog = {.variants = variants, .count = sizeof variants / sizeof *variants};

/* Selects by up to three patterns; returns the names, each followed by a blank, or the message. */
static const char *selected(int *code, const char *a, const char *b, const char *c) {
  static char text[800];
  char *patterns[] = {(char *)a, (char *)b, (char *)c};
  size_t n_patterns = c ? 3 : b ? 2 : 1, n = 0;
  const struct lab_info **chosen = NULL;
  struct lab_error error = {0};
  text[0] = '\0';
  if (!lab_catalog_select(&catalog, patterns, n_patterns, &chosen, &n, &error))
    strcpy(text, error.text);
  for (size_t i = 0; i < n && chosen; i++)
    strcat(strcat(text, chosen[i]->name), " ");
  free(chosen);
  *code = error.code;
  return text;
}

static void selects_in_the_order_of_the_catalog_each_once(void **state) {
  (void)state;
  int code;
  assert_string_equal(selected(&code, "queue", NULL, NULL), "queue/broken queue/fixed-mutex ");
  assert_int_equal(code, 0);
  assert_string_equal(selected(&code, "queue/broken", "counter-race/broken", "queue/broken"),
                      "counter-race/broken queue/broken ");
  assert_string_equal(selected(&code, "*/fixed-mutex", NULL, NULL), "counter-race/fixed-mutex queue/fixed-mutex ");
  assert_string_equal(selected(&code, "counter*/fixed-[am]*", NULL, NULL),
                      "counter-race/fixed-atomic counter-race/fixed-mutex ");
  assert_string_equal(selected(&code, "queue/", NULL, NULL), "queue/broken queue/fixed-mutex ");
  assert_string_equal(selected(&code, "all", NULL, NULL),
                      "counter-race/broken counter-race/fixed-atomic counter-race/fixed-mutex queue/broken "
                      "queue/fixed-mutex ");
}

static void names_the_nearest(void **state) {
  (void)state;
  static const struct {
    const char *pattern;
    int code;
    const char *says;
  } cases[] = {
      {"conter-race", 2, "did you mean \"counter-race\""},
      {"COUNTER-RACE", 2, "did you mean \"counter-race\""},
      {"cou", 2, "did you mean \"counter-race\""},
      {"queu/broken", 2, "did you mean \"queue/broken\""},
      {"queue/borken", 2, "did you mean \"queue/broken\""},
      {"queue/fixed", 2, "did you mean \"queue/fixed-mutex\""},
      {"queue/zzzzzz", 2, "\"lab list queue\" shows them"},
      {"fixed-atomic", 2, "did you mean \"counter-race/fixed-atomic\""},
      {"xyzzy", 2, "\"lab list\" shows"},
      {"zz*", 4, "nothing matches"},
      {"queue/fixed-z*", 4, "nothing matches"},
      {"", 2, "neither LAB nor LAB/VARIANT"},
      {"/broken", 2, "neither LAB nor LAB/VARIANT"},
      {"queue/broken/x", 2, "neither LAB nor LAB/VARIANT"},
      {"queue/\033[31m", 4, "nothing matches \"queue/?[31m\""},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    int code;
    const char *text = selected(&code, cases[c].pattern, NULL, NULL);
    assert_int_equal(code, cases[c].code);
    if (!strstr(text, cases[c].says))
      fail_msg("\"%s\": \"%s\" does not say %s", cases[c].pattern, text, cases[c].says);
  }
}

static void one_unknown_name_among_good_ones_is_an_error(void **state) {
  (void)state;
  int code;
  assert_non_null(strstr(selected(&code, "queue", "quee", NULL), "no lab \"quee\""));
  assert_int_equal(code, 2);
}

static void nearest_is_near(void **state) {
  (void)state;
  static const char *const words[] = {"native", "tsan", "explore"};
  assert_string_equal(lab_nearest("nativ", words, 3), "native");
  assert_string_equal(lab_nearest("tasn", words, 3), "tsan");
  assert_string_equal(lab_nearest("TSAN", words, 3), "tsan");
  assert_string_equal(lab_nearest("exp", words, 3), "explore");
  assert_null(lab_nearest("valgrind", words, 3));
  assert_null(lab_nearest("", words, 3));
  assert_null(lab_nearest("native", words, 0));
  char endless[5000];
  memset(endless, 'n', sizeof endless - 1);
  endless[sizeof endless - 1] = '\0';
  assert_null(lab_nearest(endless, words, 3));
}

static void jobs_are_variants_times_engines(void **state) {
  (void)state;
  char *patterns[] = {"queue", "counter-race/broken"};
  struct lab_request request = {.patterns = patterns, .n_patterns = 2, .iterations = 7, .threads = 0, .ops = 50};
  struct lab_plan plan;
  struct lab_error error = {0};
  assert_true(lab_plan_make(&plan, &catalog, &request, &error));
  size_t engines = 0;
  for (int e = 0; e < LAB_ENGINES; e++)
    engines += lab_engine_facts((enum lab_engine)e)->standard;
  assert_int_equal(plan.n_jobs, 3 * engines);
  assert_string_equal(plan.jobs[0].info->name, "counter-race/broken");
  assert_int_equal(plan.jobs[0].engine, LAB_ENGINE_NATIVE);
  assert_int_equal(plan.jobs[1].engine, LAB_ENGINE_TSAN);
  assert_int_equal(plan.jobs[2].engine, LAB_ENGINE_EXPLORE);
  assert_int_equal(plan.jobs[0].threads, 2);
  assert_int_equal(plan.jobs[3].threads, 3);
  assert_int_equal(plan.jobs[3].ops, 50);
  assert_int_equal(plan.jobs[3].iterations, 7);
  lab_plan_clear(&plan);

  request = (struct lab_request){.patterns = patterns, .n_patterns = 1, .seconds = 2, .threads = 9};
  request.engines[LAB_ENGINE_TSAN] = true;
  assert_true(lab_plan_make(&plan, &catalog, &request, &error));
  assert_int_equal(plan.n_jobs, 2);
  assert_int_equal(plan.jobs[0].engine, LAB_ENGINE_TSAN);
  assert_int_equal(plan.jobs[0].threads, 9);
  assert_int_equal(plan.jobs[0].ops, 1);
  assert_int_equal(plan.jobs[0].iterations, 0);
  lab_plan_clear(&plan);
}

/* Iterations that this variant gets on the two engines that execute it. */
static void assert_iterations(const struct lab_info *info, uint64_t asked, uint64_t native, uint64_t tsan) {
  const struct lab_catalog one = {.variants = (struct lab_info *)(uintptr_t)info, .count = 1};
  char *patterns[] = {info->name};
  struct lab_request request = {.patterns = patterns, .n_patterns = 1, .iterations = asked};
  request.engines[LAB_ENGINE_NATIVE] = request.engines[LAB_ENGINE_TSAN] = true;
  struct lab_plan plan;
  struct lab_error error = {0};
  assert_true(lab_plan_make(&plan, &one, &request, &error));
  assert_int_equal(plan.n_jobs, 2);
  assert_int_equal(plan.jobs[0].iterations, native);
  assert_int_equal(plan.jobs[1].iterations, tsan);
  lab_plan_clear(&plan);
}

static void iterations_that_take_processes_are_fewer(void **state) {
  (void)state;
  struct lab_info info = variants[0];
  assert_iterations(&info, 0, 1000, 1000);
  info.kind = LAB_PROCESSES;
  assert_iterations(&info, 0, 1000, 200);
  info.exclusive = true;
  assert_iterations(&info, 0, 250, 50);
  assert_iterations(&info, 777, 777, 777); /* what is asked for is done */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(selects_in_the_order_of_the_catalog_each_once),
      cmocka_unit_test(names_the_nearest),
      cmocka_unit_test(one_unknown_name_among_good_ones_is_an_error),
      cmocka_unit_test(nearest_is_near),
      cmocka_unit_test(jobs_are_variants_times_engines),
      cmocka_unit_test(iterations_that_take_processes_are_fewer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
