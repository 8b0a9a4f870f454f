/* SPDX-License-Identifier: MIT */
/* Whatever the job: layouts fit the arena, hold the state, and are tried once each. */
#include "plan/plan.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HALF_BYTES ((size_t)8 << 20)

static void check_layout(const struct lab_layout *layout, size_t size) {
  const size_t step = layout->stride ? layout->stride : size;
  assert_in_range(layout->batch, 1, LAB_BATCH_MAX);
  assert_true(layout->stride == 0 || layout->stride >= size);
  assert_true(layout->batch == 1 || layout->batch * step <= HALF_BYTES);
  assert_in_range(layout->shuffle, 0, 1);
}

static unsigned check_candidates(const struct lab_job *job, struct lab_layout *candidates) {
  const unsigned n = lab_layout_candidates(job, candidates);
  assert_in_range(n, 1, LAB_LAYOUTS_MAX);
  const struct lab_layout standard = lab_layout_default(job);
  check_layout(&standard, job->info->state_size);
  for (unsigned c = 0; c < n; c++) {
    check_layout(&candidates[c], job->info->state_size);
    for (unsigned d = 0; d < c; d++)
      assert_memory_not_equal(&candidates[c], &candidates[d], sizeof candidates[c]);
  }
  assert_memory_equal(&candidates[0], &standard, sizeof standard);
  return n;
}

static void every_size_fits(void **state) {
  (void)state;
  struct lab_layout candidates[LAB_LAYOUTS_MAX];
  for (size_t size = 1; size <= (size_t)64 << 20; size = size * 3 + 1) {
    for (unsigned long ops = 1; ops <= 1000; ops *= 10) {
      struct lab_info info = {.state_size = size};
      struct lab_job job = {.info = &info, .engine = LAB_ENGINE_NATIVE, .ops = ops, .threads = 2};
      check_candidates(&job, candidates);
      job.engine = LAB_ENGINE_TSAN;
      assert_int_equal(check_candidates(&job, candidates), 1);
    }
  }
}

static void short_iterations_get_big_batches(void **state) {
  (void)state;
  struct lab_layout candidates[LAB_LAYOUTS_MAX];
  struct lab_info info = {.state_size = 8};
  struct lab_job job = {.info = &info, .ops = 1, .threads = 2};
  unsigned n = check_candidates(&job, candidates);
  assert_true(n > 8);
  for (unsigned c = 0; c < n; c++)
    assert_in_range(candidates[c].batch, 1024, LAB_BATCH_MAX);
  job.ops = 1000;
  n = check_candidates(&job, candidates);
  assert_true(n > 1);
  for (unsigned c = 0; c < n; c++) {
    assert_in_range(candidates[c].batch, 1, 64);
    assert_int_equal(candidates[c].shuffle, 0);
  }
}

static void exclusive_is_one_state(void **state) {
  (void)state;
  struct lab_layout candidates[LAB_LAYOUTS_MAX];
  struct lab_info info = {.state_size = 8, .exclusive = true};
  for (int e = 0; e < LAB_ENGINES; e++) {
    const struct lab_job job = {.info = &info, .engine = (enum lab_engine)e, .ops = 1, .threads = 2};
    assert_int_equal(check_candidates(&job, candidates), 1);
    assert_int_equal(candidates[0].batch, 1);
  }
}

static void the_sanitizer_gets_a_page_for_each_state(void **state) {
  (void)state;
  struct lab_info info = {.state_size = 8};
  const struct lab_job job = {.info = &info, .engine = LAB_ENGINE_TSAN, .ops = 1000, .threads = 2};
  const struct lab_layout layout = lab_layout_default(&job);
  assert_int_equal(layout.batch, 64);
  assert_int_equal(layout.stride, 64);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_size_fits),
      cmocka_unit_test(short_iterations_get_big_batches),
      cmocka_unit_test(exclusive_is_one_state),
      cmocka_unit_test(the_sanitizer_gets_a_page_for_each_state),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
