/* SPDX-License-Identifier: MIT */
#include "explore/debug.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void lab_explore_debug(const struct lab_explore_request *request, struct lab_error *error) {
  static char directory[PATH_MAX + 32]; /* sources of labs are named from it: labs/<lab>/<variant>.c */
  snprintf(directory, sizeof directory, "directory %s/share/lab", lab_prefix());
  /* lab_explore_failing_step: src/engines/explore/token.c.  SIGSEGV is how the engine sees first writes. */
  const char *const gdb[] = {"gdb",   "-q",
                             "-ex",   directory,
                             "-iex",  "set debuginfod enabled off",
                             "-ex",   "set pagination off",
                             "-ex",   "handle SIGSEGV SIGALRM nostop noprint pass",
                             "-ex",   "break lab_explore_failing_step",
                             "-ex",   "run",
                             "-ex",   "tbreak *lab_explore_failing_pc",
                             "-ex",   "continue",
                             "-ex",   "backtrace",
                             "--args"};
  static char *argv[sizeof gdb / sizeof *gdb + LAB_EXPLORE_COMMAND_MAX];
  int n = 0;
  for (size_t w = 0; w < sizeof gdb / sizeof *gdb; w++)
    argv[n++] = (char *)(uintptr_t)gdb[w];
  for (char **word = lab_explore_command(request); *word; word++)
    argv[n++] = *word;
  fflush(stdout);
  execvp(argv[0], argv);
  lab_fail(error, 77, "--gdb: gdb cannot be started: %s", strerror(errno));
}
