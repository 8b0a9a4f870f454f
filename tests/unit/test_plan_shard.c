/* SPDX-License-Identifier: MIT */
/* --shard: what it understands, what the environment says, and that the parts are the whole. */
#include "plan/plan.h"
#include "plan/shard.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const variables[] = {
    "GTEST_SHARD_INDEX",
    "GTEST_TOTAL_SHARDS",
    "GTEST_SHARD_STATUS_FILE",
    "TEST_SHARD_INDEX",
    "TEST_TOTAL_SHARDS",
    "TEST_SHARD_STATUS_FILE",
    "SLURM_ARRAY_TASK_ID",
    "SLURM_ARRAY_TASK_COUNT",
    "SLURM_ARRAY_TASK_MIN",
    "SLURM_ARRAY_TASK_STEP",
    "AWS_BATCH_JOB_ARRAY_INDEX",
    "JOB_COMPLETION_INDEX",
    "CI_NODE_INDEX",
    "CI_NODE_TOTAL",
    "CIRCLE_NODE_INDEX",
    "CIRCLE_NODE_TOTAL",
    "BUILDKITE_PARALLEL_JOB",
    "BUILDKITE_PARALLEL_JOB_COUNT",
    "PARALLEL_SEQ",
};

/* Sets the environment to these pairs and nothing else, and parses. */
static bool parse(const char *text, const char *const *pairs, struct lab_shard *shard, struct lab_error *error) {
  struct lab_shard_source source;
  *error = (struct lab_error){0};
  for (size_t v = 0; v < sizeof variables / sizeof *variables; v++)
    unsetenv(variables[v]);
  for (; pairs && pairs[0]; pairs += 2)
    setenv(pairs[0], pairs[1], 1);
  return lab_shard_parse(text, shard, &source, error);
}

static void says_which(void **state) {
  (void)state;
  struct lab_shard shard;
  struct lab_error error;
  assert_true(parse("2/5", NULL, &shard, &error));
  assert_int_equal(shard.index, 2);
  assert_int_equal(shard.total, 5);
  static const char *const wrong[] = {"",     "2",   "/",     "2/",      "/5",   "0/5",   "6/5",    "1/0",
                                      "-1/5", "a/5", "1/5/2", "1/10001", " 1/5", "1.0/5", "auto/0", "auto/x"};
  for (size_t w = 0; w < sizeof wrong / sizeof *wrong; w++) {
    assert_false(parse(wrong[w], NULL, &shard, &error));
    assert_int_equal(error.code, 2);
  }
}

/* Each convention with its own base; a value that cannot be is refused, not rounded. */
static void asks_the_environment(void **state) {
  (void)state;
  static const struct {
    const char *text, *pairs[9];
    unsigned index, total; /* 0, 0: refused */
  } cases[] = {
      {"auto", {"GTEST_SHARD_INDEX", "0", "GTEST_TOTAL_SHARDS", "4"}, 1, 4},
      {"auto", {"TEST_SHARD_INDEX", "3", "TEST_TOTAL_SHARDS", "4"}, 4, 4},
      {"auto",
       {"SLURM_ARRAY_TASK_ID", "10", "SLURM_ARRAY_TASK_COUNT", "3", "SLURM_ARRAY_TASK_MIN", "4",
        "SLURM_ARRAY_TASK_STEP", "3"},
       3,
       3},
      {"auto", {"CI_NODE_INDEX", "1", "CI_NODE_TOTAL", "2"}, 1, 2},
      {"auto", {"CIRCLE_NODE_INDEX", "1", "CIRCLE_NODE_TOTAL", "2"}, 2, 2},
      {"auto", {"BUILDKITE_PARALLEL_JOB", "0", "BUILDKITE_PARALLEL_JOB_COUNT", "2"}, 1, 2},
      {"auto/8", {"JOB_COMPLETION_INDEX", "7"}, 8, 8},
      {"auto/8", {"PARALLEL_SEQ", "8"}, 8, 8},
      {"auto/8", {"AWS_BATCH_JOB_ARRAY_INDEX", "0"}, 1, 8},
      /* The innermost first: a test runner within a cluster. */
      {"auto",
       {"SLURM_ARRAY_TASK_ID", "2", "SLURM_ARRAY_TASK_COUNT", "2", "GTEST_SHARD_INDEX", "1", "GTEST_TOTAL_SHARDS", "3"},
       2,
       3},
      {"auto", {"JOB_COMPLETION_INDEX", "0"}, 0, 0},
      {"auto", {"GTEST_SHARD_INDEX", "1"}, 0, 0},
      {"auto", {"GTEST_SHARD_INDEX", "4", "GTEST_TOTAL_SHARDS", "4"}, 0, 0},
      {"auto", {"GTEST_SHARD_INDEX", "x", "GTEST_TOTAL_SHARDS", "4"}, 0, 0},
      {"auto", {"CI_NODE_INDEX", "0", "CI_NODE_TOTAL", "2"}, 0, 0},
      {"auto", {"GTEST_SHARD_INDEX", "0", "GTEST_TOTAL_SHARDS", "0"}, 0, 0},
      {"auto/4", {NULL}, 0, 0},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct lab_shard shard;
    struct lab_error error;
    const bool good = parse(cases[c].text, cases[c].pairs, &shard, &error);
    assert_int_equal(good, cases[c].total > 0);
    if (!good) {
      assert_int_equal(error.code, 2);
      continue;
    }
    assert_int_equal(shard.index, cases[c].index);
    assert_int_equal(shard.total, cases[c].total);
  }
}

/* Only where it is told to: variables alone divide nothing, and auto without any does not either. */
static void does_not_guess(void **state) {
  (void)state;
  struct lab_shard shard;
  struct lab_error error;
  static const char *const pairs[] = {"GTEST_SHARD_INDEX", "1", "GTEST_TOTAL_SHARDS", "3", NULL};
  assert_true(parse("1/2", pairs, &shard, &error));
  assert_int_equal(shard.total, 2);
  assert_true(parse("auto", NULL, &shard, &error));
  assert_int_equal(shard.total, 0);
}

#define JOBS 4
static const uint64_t iterations[JOBS] = {1, 2, 1000, UINT64_C(1000000000000)};

/* Every shard of this number; what they do together must be everything, once. */
static void check_division(unsigned total) {
  uint64_t next[JOBS] = {0};
  for (unsigned i = 1; i <= total; i++) {
    struct lab_job jobs[JOBS];
    struct lab_error error = {0};
    for (size_t j = 0; j < JOBS; j++)
      jobs[j] = (struct lab_job){.iterations = iterations[j], .total = iterations[j], .index = j};
    struct lab_plan plan = {.jobs = jobs, .n_jobs = JOBS, .whole = JOBS};
    assert_true(lab_shard_plan(&plan, &(struct lab_shard){i, total}, &error));
    for (size_t k = 0; k < plan.n_jobs; k++) {
      const struct lab_job *job = &plan.jobs[k];
      assert_int_equal(job->first, next[job->index]);
      assert_true(job->iterations > 0);
      next[job->index] += job->iterations;
    }
  }
  for (size_t j = 0; j < JOBS; j++)
    assert_int_equal(next[j], iterations[j]);
}

static void the_parts_are_the_whole(void **state) {
  (void)state;
  for (unsigned total = 1; total <= 17; total++)
    check_division(total);
  check_division(LAB_SHARDS_MAX);
}

static void time_cannot_be_divided(void **state) {
  (void)state;
  struct lab_job job = {.iterations = 0};
  struct lab_plan plan = {.jobs = &job, .n_jobs = 1};
  struct lab_error error = {0};
  assert_false(lab_shard_plan(&plan, &(struct lab_shard){1, 2}, &error));
  assert_int_equal(error.code, 2);
  assert_true(lab_shard_plan(&plan, &(struct lab_shard){0, 0}, &error));
}

/* What is searched is not cut: each job is one shard's. */
static void searches_are_dealt_out(void **state) {
  (void)state;
  unsigned seen[5] = {0};
  for (unsigned i = 1; i <= 3; i++) {
    struct lab_job jobs[5];
    struct lab_error error = {0};
    for (size_t j = 0; j < 5; j++)
      jobs[j] = (struct lab_job){.engine = LAB_ENGINE_EXPLORE, .index = j};
    struct lab_plan plan = {.jobs = jobs, .n_jobs = 5, .whole = 5};
    assert_true(lab_shard_plan(&plan, &(struct lab_shard){i, 3}, &error));
    for (size_t k = 0; k < plan.n_jobs; k++)
      seen[plan.jobs[k].index]++;
  }
  for (size_t j = 0; j < 5; j++)
    assert_int_equal(seen[j], 1);
}

static void a_shard_without_work_says_so(void **state) {
  (void)state;
  struct lab_job job = {.iterations = 1, .total = 1};
  struct lab_plan plan = {.jobs = &job, .n_jobs = 1};
  struct lab_error error = {0};
  assert_false(lab_shard_plan(&plan, &(struct lab_shard){1, 2}, &error));
  assert_int_equal(error.code, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(says_which),
      cmocka_unit_test(asks_the_environment),
      cmocka_unit_test(does_not_guess),
      cmocka_unit_test(the_parts_are_the_whole),
      cmocka_unit_test(time_cannot_be_divided),
      cmocka_unit_test(searches_are_dealt_out),
      cmocka_unit_test(a_shard_without_work_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
