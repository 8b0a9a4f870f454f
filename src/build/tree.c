/* SPDX-License-Identifier: MIT */
#include "build/tree.h"
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRECTORIES_OPEN 16

static char tree[PATH_MAX];

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at) {
  (void)status, (void)type, (void)at;
  remove(path);
  return 0;
}

void lab_tree_remove(void) {
  if (tree[0])
    nftw(tree, remove_one, DIRECTORIES_OPEN, FTW_DEPTH | FTW_PHYS);
  tree[0] = '\0';
}

const char *lab_tree_make(struct lab_error *error) {
  const char *tmp = getenv("TMPDIR");
  char *directory = realpath(tmp && *tmp ? tmp : "/tmp", NULL);
  if (!directory || strlen(directory) + 16 > sizeof tree) {
    lab_fail(error, 3, "cannot use %s for temporary files: %s", tmp && *tmp ? tmp : "/tmp", strerror(errno));
    free(directory);
    return NULL;
  }
  snprintf(tree, sizeof tree, "%.*s/lab-XXXXXX", (int)sizeof tree - 16, directory);
  free(directory);
  if (!mkdtemp(tree)) {
    lab_fail(error, 3, "cannot make a temporary directory, %s: %s", tree, strerror(errno));
    tree[0] = '\0';
    return NULL;
  }
  atexit(lab_tree_remove);
  return tree;
}

/* Makes every directory that the path names. */
static bool make_path(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    const bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
    *slash = '/';
    if (!made)
      return false;
  }
  return true;
}

bool lab_tree_add(const char *into, const struct lab_build_source *source, struct lab_error *error) {
  char path[2 * PATH_MAX];
  char *absolute = realpath(source->path, NULL);
  if (!absolute)
    return lab_fail(error, 2, "cannot read %s: %s", source->path, strerror(errno));
  snprintf(path, sizeof path, "%s/share/lab/labs/%s/%s.c", into, source->lab, source->variant);
  const bool good = make_path(path) && symlink(absolute, path) == 0;
  free(absolute);
  return good || lab_fail(error, 3, "cannot make %s: %s", path, strerror(errno));
}
