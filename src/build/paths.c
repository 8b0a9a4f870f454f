/* SPDX-License-Identifier: MIT */
#include "build/paths.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOKED_AT 8192 /* bytes in which a file shows that it is binary */

static bool ends_with(const char *text, const char *end) {
  const size_t n = strlen(text), m = strlen(end);
  return n >= m && strcmp(text + n - m, end) == 0;
}

static bool begins_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

static bool is_directory(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool lab_path_is(const char *operand) {
  static const char *const starts[] = {"/", "./", "../"};
  for (size_t s = 0; s < sizeof starts / sizeof *starts; s++)
    if (begins_with(operand, starts[s]))
      return true;
  return strcmp(operand, ".") == 0 || strcmp(operand, "..") == 0 || ends_with(operand, "/") ||
         (ends_with(operand, ".c") && operand[2]) || (strchr(operand, '/') && is_directory(operand));
}

void lab_path_name(char name[LAB_BUILD_NAME_MAX], const char *text, size_t length) {
  size_t n = 0;
  for (size_t i = 0; i < length && n + 1 < LAB_BUILD_NAME_MAX; i++) {
    const char c = text[i];
    if (isalnum((unsigned char)c) && (unsigned char)c < 0x80)
      name[n++] = c;
    else if (n > 0)
      name[n++] = strchr("-_.", c) ? c : '-';
  }
  name[n] = '\0';
  if (n == 0)
    strcpy(name, "file");
}

/* -- Names: the folder that the file is in, however it was reached, and the file. -- */

static bool call(struct lab_build_source *source, const char *path) {
  const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
  char *given = base > path ? strndup(path, (size_t)(base - path)) : strdup(".");
  char *folder = given ? realpath(given, NULL) : NULL;
  if (folder) {
    const char *name = strrchr(folder, '/') + 1;
    lab_path_name(source->lab, name, strlen(name));
    lab_path_name(source->variant, base, strlen(base) - 2);
  }
  const bool good = folder != NULL;
  free(folder);
  free(given);
  return good;
}

static size_t folder_length(const char *path) { return (size_t)(strrchr(path, '/') - path); }

/* Compares the new source with those that are there; *known says that it is one of them. */
static bool check_others(const struct lab_paths *paths, const struct lab_build_source *source, const char *absolute,
                         bool *known, struct lab_error *error) {
  for (size_t s = 0; s < paths->n; s++) {
    const struct lab_build_source *other = &paths->sources[s];
    char *its = realpath(other->path, NULL);
    const bool same_folder =
        its && folder_length(its) == folder_length(absolute) && strncmp(its, absolute, folder_length(absolute)) == 0;
    *known = its && strcmp(its, absolute) == 0;
    free(its);
    if (*known)
      return true;
    if (strcmp(other->lab, source->lab) == 0 && !same_folder)
      return lab_fail(error, 2, "the folders of %s and %s would both be lab %s; give one of them at a time",
                      other->path, source->path, source->lab);
    if (strcmp(other->lab, source->lab) == 0 && strcmp(other->variant, source->variant) == 0)
      return lab_fail(error, 2, "%s and %s would both be %s/%s; rename one of them", other->path, source->path,
                      source->lab, source->variant);
  }
  return true;
}

/* -- Files. -- */

static bool has_text(const char *bytes, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!isspace((unsigned char)bytes[i]))
      return true;
  return false;
}

static bool check_contents(const char *path, struct lab_error *error) {
  char bytes[LOOKED_AT];
  FILE *file = fopen(path, "re");
  if (!file)
    return lab_fail(error, 2, "cannot read %s: %s", path, strerror(errno));
  const size_t n = fread(bytes, 1, sizeof bytes, file);
  const bool failed = ferror(file) != 0;
  fclose(file);
  if (failed)
    return lab_fail(error, 2, "cannot read %s", path);
  if (memchr(bytes, '\0', n))
    return lab_fail(error, 2, "%s is binary, not C", path);
  return n == sizeof bytes || has_text(bytes, n) || lab_fail(error, 2, "%s is empty", path);
}

/* The path with the nearest name in the same folder, or NULL; the caller frees. */
static char *nearest(const char *path) {
  const char *slash = strrchr(path, '/');
  const int before = slash ? (int)(slash - path) + 1 : 0;
  char *folder = before ? strndup(path, (size_t)before) : strdup("."), *found = NULL;
  struct dirent **entries = NULL;
  const int n = folder ? scandir(folder, &entries, NULL, alphasort) : -1;
  const char **names = n > 0 ? calloc((size_t)n, sizeof *names) : NULL;
  size_t kept = 0;
  for (int i = 0; i < n && names; i++)
    if (entries[i]->d_name[0] != '.')
      names[kept++] = entries[i]->d_name;
  const char *near = names ? lab_nearest(path + before, names, kept) : NULL;
  if (near && asprintf(&found, "%.*s%s", before, path, near) < 0)
    found = NULL;
  for (int i = 0; i < n; i++)
    free(entries[i]);
  free(entries);
  free(names);
  free(folder);
  return found;
}

static bool fail_missing(const char *path, struct lab_error *error) {
  char trimmed[PATH_MAX];
  snprintf(trimmed, sizeof trimmed, "%s", path);
  for (size_t n = strlen(trimmed); n > 1 && trimmed[n - 1] == '/'; n--)
    trimmed[n - 1] = '\0';
  char *near = nearest(trimmed);
  if (near)
    lab_fail(error, 2, "no file %s; did you mean %s?", path, near);
  else if (strcmp(trimmed, path) != 0 && !strchr(trimmed, '/'))
    lab_fail(error, 2, "no folder %s; a lab is named without the slash: %s", path, trimmed);
  else
    lab_fail(error, 2, "no file %s", path);
  free(near);
  return false;
}

static bool add_file(struct lab_paths *paths, const char *path, bool for_all, struct lab_error *error) {
  if (!ends_with(path, ".c"))
    return lab_fail(error, 2, "%s is not a .c file", path);
  if (!check_contents(path, error))
    return false;
  struct lab_build_source *grown = realloc(paths->sources, (paths->n + 1) * sizeof *grown);
  if (!grown)
    return lab_fail(error, 3, "out of memory");
  paths->sources = grown;
  struct lab_build_source *source = &grown[paths->n];
  *source = (struct lab_build_source){.path = strdup(path), .for_all = for_all};
  char *absolute = realpath(path, NULL);
  bool known = false;
  const bool good = ((source->path && absolute && call(source, path)) || lab_fail(error, 3, "cannot read %s", path)) &&
                    check_others(paths, source, absolute, &known, error);
  free(absolute);
  paths->met++;
  if (good && !known)
    paths->n++;
  else
    free((void *)(uintptr_t)source->path);
  return good;
}

/* -- Folders. -- */

static int is_c_file(const struct dirent *entry) {
  return entry->d_name[0] != '.' && entry->d_name[1] && ends_with(entry->d_name, ".c");
}

static int is_visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static bool is_lab(const char *folder) {
  struct dirent **entries = NULL;
  const int n = scandir(folder, &entries, is_visible, NULL);
  bool found = false;
  for (int i = 0; i < n; i++) {
    const char *name = entries[i]->d_name;
    found |= strcmp(name, "lab.md") == 0 || strcmp(name, "exercise.c") == 0 ||
             (ends_with(name, ".c") && (begins_with(name, "broken") || begins_with(name, "fixed")));
    free(entries[i]);
  }
  free(entries);
  return found;
}

/* Adds the entries of a folder that the filter takes: its files, or the labs among its sub-folders. */
static bool add_entries(struct lab_paths *paths, const char *folder, int (*filter)(const struct dirent *), bool labs,
                        struct lab_error *error) {
  struct dirent **entries = NULL;
  const int n = scandir(folder, &entries, filter, alphasort);
  bool good = n >= 0 || lab_fail(error, 2, "cannot read %s: %s", folder, strerror(errno));
  for (int i = 0; i < n; i++) {
    char path[PATH_MAX];
    const bool fits = snprintf(path, sizeof path, "%s%s%s", folder, ends_with(folder, "/") ? "" : "/",
                               entries[i]->d_name) < (int)sizeof path;
    if (good && !fits)
      good = lab_fail(error, 2, "the path of %s is too long", entries[i]->d_name);
    else if (good && labs && is_directory(path) && is_lab(path))
      good = add_entries(paths, path, is_c_file, false, error);
    else if (good && !labs && !is_directory(path))
      good = add_file(paths, path, false, error);
    free(entries[i]);
  }
  free(entries);
  return good;
}

static bool add_folder(struct lab_paths *paths, const char *folder, struct lab_error *error) {
  const size_t before = paths->met;
  if (!add_entries(paths, folder, is_c_file, false, error))
    return false;
  if (paths->met == before && !add_entries(paths, folder, is_visible, true, error))
    return false;
  return paths->met > before || lab_fail(error, 4, "no .c file in %s", folder);
}

bool lab_paths_add(struct lab_paths *paths, const char *operand, struct lab_error *error) {
  struct stat status;
  if (strlen(operand) >= PATH_MAX)
    return lab_fail(error, 2, "the path is too long: %.60s...", operand);
  if (stat(operand, &status) != 0)
    return errno == ENOENT ? fail_missing(operand, error)
                           : lab_fail(error, 2, "cannot read %s: %s", operand, strerror(errno));
  if (S_ISDIR(status.st_mode))
    return add_folder(paths, operand, error);
  if (!S_ISREG(status.st_mode))
    return lab_fail(error, 2, "%s is no regular file", operand);
  return add_file(paths, operand, true, error);
}

void lab_paths_clear(struct lab_paths *paths) {
  for (size_t s = 0; s < paths->n; s++)
    free((void *)(uintptr_t)paths->sources[s].path);
  free(paths->sources);
  *paths = (struct lab_paths){0};
}
