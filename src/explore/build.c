/* SPDX-License-Identifier: MIT */
/* Building a program that no lab wraps. */
#include "build/build.h"
#include "build/tree.h"
#include "explore/run.h"
#include <limits.h>
#include <stdlib.h>

static const char *const hosts[] = {"explore"};

char *lab_explore_build(char *const *files, size_t n_files, char *const *flags, size_t n_flags,
                        struct lab_error *error) {
  struct lab_build build = {.tree = lab_tree_make(error),
                            .sources = calloc(n_files, sizeof *build.sources),
                            .n_sources = n_files,
                            .flags = flags,
                            .n_flags = n_flags};
  char *executable = NULL;
  for (size_t f = 0; f < n_files && build.sources; f++)
    build.sources[f] = (struct lab_build_source){.path = files[f], .lab = "program", .variant = "main"};
  if (build.tree && build.sources && asprintf(&executable, "%s/program", build.tree) < 0)
    executable = NULL;
  if (!executable)
    lab_fail(error, 3, "out of memory");
  if (executable && (!lab_build_compile(&build, hosts, 1, error) || !lab_build_link_program(&build, executable, error)))
    lab_explore_discard(executable), executable = NULL;
  free(build.sources);
  return executable;
}

void lab_explore_discard(char *executable) {
  free(executable);
  lab_tree_remove();
}
