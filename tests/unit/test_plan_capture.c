/* SPDX-License-Identifier: MIT */
/* Programs that do not end, do not stop printing, or die: each is over in time, with its reason. */
#include "plan/capture.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static bool run_shell(struct lab_capture *capture, const char *script, double seconds, size_t limit) {
  char *argv[] = {"/bin/sh", "-c", (char *)script, NULL};
  return lab_capture_run(capture, argv, seconds, limit);
}

static void keeps_what_is_printed(void **state) {
  (void)state;
  struct lab_capture capture;
  assert_true(run_shell(&capture, "cat; printf 'a\\nb'", 60, 1000));
  assert_string_equal(capture.out, "a\nb");
  assert_int_equal(capture.size, 3);
  lab_capture_clear(&capture);
}

static void says_why_not(void **state) {
  (void)state;
  static const struct {
    const char *script, *says;
  } cases[] = {
      {"echo 'no good' >&2; echo more >&2; exit 3", "ended with exit status 3: no good"},
      {"kill -SEGV $$", "was killed by SIGSEGV"},
      {"printf '\\033[31mred\\n' >&2; exit 1", "?[31mred"},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct lab_capture capture;
    assert_false(run_shell(&capture, cases[c].script, 60, 1000));
    assert_non_null(strstr(lab_capture_reason(&capture), cases[c].says));
    lab_capture_clear(&capture);
  }
  struct lab_capture capture;
  char *argv[] = {"/nonexistent/program", NULL};
  assert_false(lab_capture_run(&capture, argv, 60, 1000));
  assert_non_null(strstr(lab_capture_reason(&capture), "No such file"));
  assert_non_null(capture.out);
  lab_capture_clear(&capture);
}

static void ends_what_does_not_end(void **state) {
  (void)state;
  struct lab_capture capture;
  assert_false(run_shell(&capture, "while :; do sleep 1000; done", 0.2, 1000));
  assert_true(capture.timed_out);
  lab_capture_clear(&capture);
  /* Closing its output does not make it look finished. */
  assert_false(run_shell(&capture, "exec >&- 2>&-; sleep 1000", 0.2, 1000));
  assert_true(capture.timed_out);
  lab_capture_clear(&capture);
  assert_false(run_shell(&capture, "while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done", 60, 10000));
  assert_true(capture.too_large);
  assert_true(capture.size <= 10000);
  lab_capture_clear(&capture);
}

static void does_not_wait_for_those_left_behind(void **state) {
  (void)state;
  struct lab_capture capture;
  assert_true(run_shell(&capture, "sleep 1000 & echo done", 60, 1000));
  assert_string_equal(capture.out, "done\n");
  lab_capture_clear(&capture);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keeps_what_is_printed),
      cmocka_unit_test(says_why_not),
      cmocka_unit_test(ends_what_does_not_end),
      cmocka_unit_test(does_not_wait_for_those_left_behind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
