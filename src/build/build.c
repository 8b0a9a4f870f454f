/* SPDX-License-Identifier: MIT */
#include "build/batch.h"
#include "build/toolchain.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * What a file is compiled with before the flags of its project, which win over these.  GNU's C, since that is what
 * compilers default to; and what gcc 12 takes with a warning, as old listings need, is no error here either.
 */
static const char *const first_flags[] = {"-std=gnu11",
                                          "-Wall",
                                          "-Wno-unknown-warning-option", /* an older clang lacks some of these */
                                          "-Wno-error=implicit-function-declaration",
                                          "-Wno-error=implicit-int",
                                          "-Wno-error=int-conversion",
                                          "-Wno-error=incompatible-function-pointer-types",
                                          "-Wno-error=return-mismatch"};

static bool has_flag(const struct lab_build *build, const struct lab_build_source *source, const char *start) {
  for (size_t f = 0; f < build->n_flags; f++)
    if (strncmp(build->flags[f], start, strlen(start)) == 0)
      return true;
  for (size_t f = 0; f < source->n_flags; f++)
    if (strncmp(source->flags[f], start, strlen(start)) == 0)
      return true;
  return false;
}

static void add_compile(struct lab_batch *batch, const char *host, size_t s) {
  const struct lab_build *build = batch->build;
  const struct lab_build_source *source = &build->sources[s];
  char number[24];
  snprintf(number, sizeof number, "%zu", s);
  struct lab_argv *words = lab_batch_next(batch, host, number);
  lab_argv_add(words, lab_toolchain_clang());
  for (size_t f = 0; f < sizeof first_flags / sizeof *first_flags; f++)
    lab_argv_add(words, first_flags[f]);
  if (!has_flag(build, source, "-D_GNU_SOURCE"))
    lab_argv_add(words, "-D_GNU_SOURCE=");
  if (isatty(fileno(build->messages ? build->messages : stderr)) && !getenv("NO_COLOR"))
    lab_argv_add(words, "-fcolor-diagnostics");
  lab_build_flags(words, source->flags, source->n_flags, false);
  lab_build_flags(words, build->flags, build->n_flags, false);
  lab_toolchain_compile(words, host);
  /* __FILE__ names the variant.  The explorer's reports and gdb want the path itself, the tables of the others not. */
  const bool keeps_path = strcmp(host, "explore") == 0;
  lab_argv_format(words, "-f%s-prefix-map=%s=labs/%s/%s.c", keeps_path ? "macro" : "file", source->path, source->lab,
                  source->variant);
  lab_argv_add(words, keeps_path ? NULL : "-ffile-compilation-dir=.");
  lab_argv_add(words, "-c");
  lab_argv_add(words, "-o");
  lab_argv_add(words, lab_build_object(build, host, s));
  lab_argv_add(words, source->path);
}

bool lab_build_hosts(const char *const *hosts, size_t n, struct lab_error *error) {
  for (size_t h = 0; h < n; h++)
    if (!lab_toolchain_has(hosts[h], error))
      return false;
  return true;
}

bool lab_build_compile(struct lab_build *build, const char *const *hosts, size_t n_hosts, struct lab_error *error) {
  struct lab_batch batch;
  const char **names = calloc(build->n_sources + 1, sizeof *names);
  bool good = lab_batch_open(&batch, build, build->n_sources, n_hosts, error) && names &&
              lab_build_hosts(hosts, n_hosts, error) && lab_build_directory(build, "objects", error);
  for (size_t s = 0; s < build->n_sources && good; s++) {
    names[s] = build->sources[s].path;
    if (strchr(names[s], '='))
      good = lab_fail(error, 2, "%s: a path with '=' in it cannot be compiled; rename it", names[s]);
  }
  for (size_t h = 0; h < n_hosts && good; h++)
    for (size_t s = 0; s < build->n_sources; s++)
      add_compile(&batch, hosts[h], s);
  good = good && lab_batch_run(&batch, names, "does not compile", error);
  for (size_t s = 0; s < build->n_sources && good && n_hosts > 0; s++)
    good = lab_object_read(&build->sources[s].object, lab_build_object(build, hosts[0], s), error);
  lab_batch_clear(&batch);
  free(names);
  return good || lab_fail(error, 3, "out of memory");
}
