/* SPDX-License-Identifier: MIT */
/* Commands are run a few at a time, each to its end or its time limit, and nothing of them is left. */
#include "build/pool.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SHELL(script) ((char *const[]){"/bin/sh", "-c", script, NULL})
#define LONG 60.0 /* seconds that no command here needs */

static char directory[] = "/tmp/lab-pool-XXXXXX";

static const char *read_file(const char *name) {
  static char text[200];
  FILE *file = fopen(name, "r");
  assert_non_null(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  return text;
}

static int set_up(void **state) {
  (void)state;
  return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  char command[100];
  snprintf(command, sizeof command, "rm -rf '%s'", directory);
  return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void keeps_output_and_status(void **state) {
  (void)state;
  struct lab_pool_command commands[] = {{.argv = SHELL("echo one; echo two >&2"), .log = "0"},
                                        {.argv = SHELL("cat; exit 7"), .log = "1"},
                                        {.argv = SHELL("kill -TERM $$"), .log = "2"},
                                        {.argv = (char *const[]){"/nonexistent", NULL}, .log = "3"}};
  assert_false(lab_pool_run(commands, 4, 2, LONG));
  assert_string_equal(read_file("0"), "one\ntwo\n");
  assert_int_equal(commands[0].status, 0);
  assert_string_equal(read_file("1"), ""); /* there is no input */
  assert_int_equal(WEXITSTATUS(commands[1].status), 7);
  assert_true(WIFSIGNALED(commands[2].status) && WTERMSIG(commands[2].status) == SIGTERM);
  assert_int_equal(commands[3].start_error, ENOENT);
  assert_true(lab_pool_run(commands, 1, 1, LONG));
  assert_true(lab_pool_run(commands, 0, 1, LONG));
}

/* Two that wait for one another only end where they run at the same time. */
static void runs_several_at_once(void **state) {
  (void)state;
  struct lab_pool_command commands[] = {{.argv = SHELL("mkfifo f; echo x >f"), .log = "0"},
                                        {.argv = SHELL("until [ -p f ]; do sleep 0.01; done; cat f"), .log = "1"}};
  assert_true(lab_pool_run(commands, 2, 2, LONG));
  assert_string_equal(read_file("1"), "x\n");
}

static void ends_what_does_not_end(void **state) {
  (void)state;
  struct lab_pool_command commands[] = {{.argv = SHELL("sleep 1000 & echo $!; wait"), .log = "0"},
                                        {.argv = SHELL("echo done"), .log = "1"}};
  pid_t child = 0;
  /* On a busy machine it takes a shell a while to say anything. */
  for (double seconds = 0.5; child == 0 && seconds < 60; seconds *= 3) {
    assert_false(lab_pool_run(commands, 2, 1, seconds));
    assert_true(commands[0].timed_out);
    child = atoi(read_file("0"));
  }
  assert_true(child > 0);
  for (int t = 0; t < 6000 && kill(child, 0) == 0; t++) /* it may take its time to be reaped */
    usleep(10000);
  assert_int_equal(kill(child, 0), -1);
  assert_true(commands[1].timed_out || commands[1].status == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keeps_output_and_status),
      cmocka_unit_test(runs_several_at_once),
      cmocka_unit_test(ends_what_does_not_end),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
