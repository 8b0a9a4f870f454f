/* SPDX-License-Identifier: MIT */
/* Files appear whole or not at all, keep their mode, and nothing is left beside them. */
#include "cli/output.h"
#include "plan/catalog.h"
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/lab-test-output-XXXXXX";

static int enter_directory(void **state) {
  (void)state;
  umask(022);
  return !mkdtemp(directory) || chdir(directory);
}

static int leave_directory(void **state) {
  (void)state;
  char command[100];
  snprintf(command, sizeof command, "rm -rf %s", directory);
  return chdir("/") || system(command);
}

static unsigned entries(void) {
  unsigned n = 0;
  DIR *here = opendir(".");
  while (readdir(here))
    n++;
  closedir(here);
  return n - 2;
}

static char *contents(const char *path) {
  static char text[65536];
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  return text;
}

/* Writes an empty run as CSV to path, with standard output going to another file. */
static bool write_run(const char *path, const char *out, struct lab_error *error) {
  struct lab_targets targets = {0};
  const struct lab_run run = {.command = "lab run"};
  const struct lab_style style = {.width = 80, .color = true};
  *error = (struct lab_error){0};
  lab_targets_format(&targets, LAB_OUTPUT_CSV);
  if (path && !lab_targets_output(&targets, path, error))
    return false;
  lab_targets_format(&targets, LAB_OUTPUT_CSV);
  lab_targets_finish(&targets);
  if (!lab_targets_check(&targets, error))
    return false;
  fflush(stdout);
  const int saved = dup(1);
  assert_non_null(freopen(out, "w", stdout));
  const bool good = lab_targets_write(&targets, &run, &style, error);
  fflush(stdout);
  dup2(saved, 1);
  close(saved);
  return good;
}

static void writes_whole_files(void **state) {
  (void)state;
  struct lab_error error;
  struct stat status;
  const unsigned before = entries();
  assert_true(write_run("new.csv", "/dev/null", &error));
  assert_int_equal(entries(), before + 1);
  assert_true(strlen(contents("new.csv")) > 0);
  stat("new.csv", &status);
  assert_int_equal(status.st_mode & 07777, 0644);

  /* One that is there keeps its mode, and the link that leads to it stays a link. */
  chmod("new.csv", 0640);
  assert_int_equal(symlink("new.csv", "link.csv"), 0);
  assert_true(write_run("link.csv", "/dev/null", &error));
  lstat("link.csv", &status);
  assert_true(S_ISLNK(status.st_mode));
  stat("new.csv", &status);
  assert_int_equal(status.st_mode & 07777, 0640);
  assert_int_equal(entries(), before + 2);
}

static void the_check_leaves_nothing_behind(void **state) {
  (void)state;
  struct lab_targets targets = {0};
  struct lab_error error = {0};
  const unsigned before = entries();
  assert_true(lab_targets_output(&targets, "later.json", &error));
  assert_true(lab_targets_check(&targets, &error));
  assert_int_equal(entries(), before);
}

static void says_what_cannot_be_written(void **state) {
  (void)state;
  static const struct {
    const char *path, *says;
  } cases[] = {
      {"nowhere/a.csv", "No such file or directory"},
      {".", "Is a directory"},
      {"new.csv/a.csv", "Not a directory"},
      {"/dev/full", "No space left on device"},
      {"/proc/a.csv", "cannot write \"/proc/a.csv\""},
  };
  struct lab_error error;
  assert_true(write_run("new.csv", "/dev/null", &error));
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    assert_false(write_run(cases[c].path, "/dev/null", &error));
    assert_int_equal(error.code, 3);
    if (!strstr(error.text, cases[c].says))
      fail_msg("%s: \"%s\" does not say %s", cases[c].path, error.text, cases[c].says);
  }
}

static void a_full_standard_output_does_not_keep_the_file_from_being_written(void **state) {
  (void)state;
  struct lab_error error;
  unlink("new.csv");
  assert_false(write_run("new.csv", "/dev/full", &error));
  assert_int_equal(error.code, 3);
  assert_non_null(strstr(error.text, "standard output: No space left"));
  assert_true(strlen(contents("new.csv")) > 0);
}

static void a_closed_pipe_is_no_error(void **state) {
  (void)state;
  struct lab_error error = {0};
  struct lab_page page;
  int ends[2];
  signal(SIGPIPE, SIG_IGN);
  assert_int_equal(pipe(ends), 0);
  close(ends[0]);
  assert_true(lab_page_open(&page, &error));
  fputs("nobody reads this\n", page.stream);
  fflush(stdout);
  const int saved = dup(1);
  dup2(ends[1], 1);
  const bool good = lab_page_print(&page, &error);
  dup2(saved, 1);
  close(saved);
  close(ends[1]);
  assert_true(good);
  assert_int_equal(error.code, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(writes_whole_files),
      cmocka_unit_test(the_check_leaves_nothing_behind),
      cmocka_unit_test(says_what_cannot_be_written),
      cmocka_unit_test(a_full_standard_output_does_not_keep_the_file_from_being_written),
      cmocka_unit_test(a_closed_pipe_is_no_error),
  };
  return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
