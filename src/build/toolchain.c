/* SPDX-License-Identifier: MIT */
#include "build/toolchain.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *lab_toolchain_directory(void) {
  static char path[PATH_MAX + 32];
  snprintf(path, sizeof path, "%s/libexec/lab/build", lab_prefix());
  return path;
}

const char *lab_toolchain_clang(void) {
  static char clang[PATH_MAX];
  const char *told = getenv("LAB_CLANG");
  if (told && *told)
    return told;
  char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/clang", lab_toolchain_directory());
  FILE *file = fopen(path, "re");
  if (!file || !fgets(clang, sizeof clang, file))
    clang[0] = '\0';
  if (file)
    fclose(file);
  clang[strcspn(clang, "\n")] = '\0';
  return clang[0] ? clang : "clang-19";
}

bool lab_toolchain_has(const char *host, struct lab_error *error) {
  static const struct {
    const char *before, *after;
  } needed[] = {{"", ".cflags"}, {"", ".ldflags"}, {"liblab-host-", ".a"}};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
    char path[PATH_MAX + 128];
    snprintf(path, sizeof path, "%s/%s%s%s", lab_toolchain_directory(), needed[i].before, host, needed[i].after);
    if (access(path, R_OK) != 0)
      return lab_fail(error, 77, "files cannot be built for %s here: %s is missing", host, path);
  }
  return true;
}

void lab_toolchain_compile(struct lab_argv *words, const char *host) {
  lab_argv_format(words, "@%s/%s.cflags", lab_toolchain_directory(), host);
  lab_argv_format(words, "-I%s/include", lab_prefix());
  lab_argv_format(words, "-I%s", lab_toolchain_directory());
}

void lab_toolchain_link(struct lab_argv *words, const char *host) {
  lab_argv_format(words, "-L%s", lab_toolchain_directory());
  lab_argv_format(words, "@%s/%s.ldflags", lab_toolchain_directory(), host);
}
