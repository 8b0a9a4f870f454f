/* SPDX-License-Identifier: MIT */
#include "plan/catalog.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORIES_MAX 32

const char *lab_prefix(void) {
  static char prefix[PATH_MAX];
  if (prefix[0])
    return prefix;
  const ssize_t n = readlink("/proc/self/exe", prefix, sizeof prefix - 1);
  prefix[n > 0 ? n : 0] = '\0';
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(prefix, '/');
    if (slash)
      *slash = '\0';
  }
  if (!prefix[0])
    strcpy(prefix, "/");
  return prefix;
}

/* Adds a copy of path, absolute where it exists, unless it is there already. */
static void add(char **list, size_t *n, const char *path, size_t length) {
  char *given = strndup(path, length);
  if (!given)
    return;
  char *absolute = realpath(given, NULL);
  char *entry = absolute ? absolute : given;
  if (absolute)
    free(given);
  bool known = *n == DIRECTORIES_MAX;
  for (size_t i = 0; i < *n && !known; i++)
    known = strcmp(list[i], entry) == 0;
  if (known)
    free(entry);
  else
    list[(*n)++] = entry;
}

static char first[PATH_MAX];

void lab_host_directories_put_first(const char *directory) { snprintf(first, sizeof first, "%s", directory); }

const char *lab_host_directories_first(void) { return first; }

const char *const *lab_host_directories(size_t *n) {
  static char *list[DIRECTORIES_MAX + 1];
  static size_t count;
  if (count == 0) {
    if (first[0])
      add(list, &count, first, strlen(first));
    const char *path = getenv("LAB_HOSTS");
    while (path && *path) {
      const size_t length = strcspn(path, ":");
      if (length > 0)
        add(list, &count, path, length);
      path += length + (path[length] == ':');
    }
    char own[PATH_MAX + 16];
    snprintf(own, sizeof own, "%s/libexec/lab", lab_prefix());
    add(list, &count, own, strlen(own));
  }
  *n = count;
  return (const char *const *)list;
}
