/* SPDX-License-Identifier: MIT */
#include "supervise/work.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check_next(const struct lab_work *work, uint64_t at_most, uint64_t first, uint64_t end) {
  const struct lab_range next = lab_work_next(work, at_most);
  assert_int_equal(next.first, first);
  assert_int_equal(next.end, end);
}

static void test_from_the_front(void **state) {
  (void)state;
  struct lab_work work;
  lab_work_begin(&work, 0, 100);
  check_next(&work, 10, 0, 10);
  check_next(&work, 1000, 0, 100);
  lab_work_remove(&work, 0, 10);
  check_next(&work, 10, 10, 20);
  lab_work_remove(&work, 10, 100);
  check_next(&work, 10, 0, 0);
  assert_int_equal(work.n, 0);
}

static void test_out_of_the_middle(void **state) {
  (void)state;
  struct lab_work work;
  lab_work_begin(&work, 0, 100);
  lab_work_remove(&work, 40, 41);
  check_next(&work, 1000, 0, 40);
  lab_work_remove(&work, 0, 40);
  check_next(&work, 1000, 41, 100);
  lab_work_remove(&work, 99, 100);
  check_next(&work, 1000, 41, 99);
}

static void test_across_ranges(void **state) {
  (void)state;
  struct lab_work work;
  lab_work_begin(&work, 0, 100);
  lab_work_remove(&work, 10, 11);
  lab_work_remove(&work, 20, 21);
  lab_work_remove(&work, 5, 50);
  check_next(&work, 1000, 0, 5);
  lab_work_remove(&work, 0, 5);
  check_next(&work, 1000, 50, 100);
  /* What is gone can be removed again. */
  lab_work_remove(&work, 0, 50);
  check_next(&work, 1000, 50, 100);
}

static void test_without_end(void **state) {
  (void)state;
  struct lab_work work;
  lab_work_begin(&work, 0, 0);
  lab_work_remove(&work, 0, UINT64_C(1) << 60);
  check_next(&work, 7, UINT64_C(1) << 60, (UINT64_C(1) << 60) + 7);
}

/* Against a plain array of flags, for as many incidents as a job can have. */
static void test_like_an_array(void **state) {
  (void)state;
  enum { N = 500 };
  for (unsigned seed = 1; seed <= 200; seed++) {
    struct lab_work work;
    bool left[N];
    memset(left, true, sizeof left);
    lab_work_begin(&work, 0, N);
    srand(seed);
    for (int incident = 0; incident <= LAB_RESTARTS_MAX; incident++) {
      const unsigned first = (unsigned)rand() % N, length = incident % 2 ? 1 : (unsigned)rand() % 100;
      const unsigned end = first + length < N ? first + length : N;
      lab_work_remove(&work, first, end);
      memset(left + first, false, end - first);
      uint64_t sum = 0, expected = 0;
      for (unsigned r = 0; r < work.n; r++) {
        assert_true(work.ranges[r].first < work.ranges[r].end);
        assert_true(r == 0 || work.ranges[r - 1].end <= work.ranges[r].first);
        for (uint64_t i = work.ranges[r].first; i < work.ranges[r].end; i++)
          assert_true(left[i]);
        sum += work.ranges[r].end - work.ranges[r].first;
      }
      for (unsigned i = 0; i < N; i++)
        expected += left[i];
      assert_int_equal(sum, expected);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_from_the_front), cmocka_unit_test(test_out_of_the_middle),
      cmocka_unit_test(test_across_ranges),  cmocka_unit_test(test_without_end),
      cmocka_unit_test(test_like_an_array),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
