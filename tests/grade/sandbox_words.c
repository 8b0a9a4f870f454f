/* SPDX-License-Identifier: MIT */
/* Prints the words of the sandbox, one on each line: sandbox_words compile|run|explore|tsan DIRECTORY. */
#include "grade/sandbox.h"
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  static const char *const uses[] = {[LAB_SANDBOX_COMPILE] = "compile",
                                     [LAB_SANDBOX_RUN] = "run",
                                     [LAB_SANDBOX_EXPLORE] = "explore",
                                     [LAB_SANDBOX_TSAN] = "tsan"};
  struct lab_sandbox sandbox;
  struct lab_error error = {0};
  struct lab_argv words = {0};
  if (argc != 3 || !lab_sandbox_find(&sandbox, true, &error)) {
    fprintf(stderr, "%s\n", error.code ? error.text : "usage: sandbox_words USE DIRECTORY");
    return error.code ? error.code : 2;
  }
  for (size_t u = 0; u < sizeof uses / sizeof *uses; u++)
    if (strcmp(argv[1], uses[u]) == 0)
      lab_sandbox_words(&sandbox, (enum lab_sandbox_use)u, argv[2], &words);
  for (size_t w = 0; w < words.n; w++)
    puts(words.all[w]);
  lab_argv_clear(&words);
  return 0;
}
