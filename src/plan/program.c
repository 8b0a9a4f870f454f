/* SPDX-License-Identifier: MIT */
#include "plan/program.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *lab_program_find(const char *const *names) {
  static char path[4096];
  const char *search = getenv("PATH");
  for (; *names; names++) {
    for (const char *from = search ? search : ""; *from; from += *from == ':') {
      const size_t length = strcspn(from, ":");
      snprintf(path, sizeof path, "%.*s/%s", (int)length, from, *names);
      if (length > 0 && access(path, X_OK) == 0)
        return path;
      from += length;
    }
  }
  return NULL;
}
