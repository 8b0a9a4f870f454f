/* SPDX-License-Identifier: MIT */
#include "grade/intake.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

/* -- Which submissions there are. -- */
static bool add(struct lab_submissions *found, const char *path, struct lab_error *error) {
  struct lab_submission *grown = realloc(found->all, (found->n + 1) * sizeof *grown);
  if (!grown)
    return lab_fail(error, 3, "out of memory");
  found->all = grown;
  size_t length = strlen(path);
  while (length > 1 && path[length - 1] == '/')
    length--;
  struct lab_submission *one = &found->all[found->n];
  one->path = strndup(path, length);
  const char *slash = one->path ? strrchr(one->path, '/') : NULL;
  one->name = one->path ? strdup(slash && slash[1] ? slash + 1 : one->path) : NULL;
  if (!one->name) {
    free(one->path);
    return lab_fail(error, 3, "out of memory");
  }
  for (size_t i = 0; i < found->n; i++)
    if (strcmp(found->all[i].name, one->name) == 0) {
      lab_fail(error, 2, "two submissions are called %.100s: %.150s and %.150s", one->name, found->all[i].path,
               one->path);
      free(one->path);
      free(one->name);
      return false;
    }
  found->n++;
  return true;
}

static int is_visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

/* Links are not followed: what they lead to is not in the class. */
static bool is_folder(const char *directory, const char *name) {
  char *path = NULL;
  struct stat status;
  const bool is =
      asprintf(&path, "%s/%s", directory, name) >= 0 && lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
  free(path);
  return is;
}

static bool add_folder(struct lab_submissions *found, const char *path, struct lab_error *error) {
  struct dirent **entries = NULL;
  const int n = scandir(path, &entries, is_visible, alphasort);
  if (n < 0)
    return lab_fail(error, 2, "cannot read %s: %s", path, strerror(errno));
  bool good = true, folders = false;
  for (int e = 0; e < n; e++) {
    char *below = NULL;
    if (good && is_folder(path, entries[e]->d_name)) {
      folders = true;
      good = asprintf(&below, "%s/%s", path, entries[e]->d_name) >= 0 && add(found, below, error);
      free(below);
    }
    free(entries[e]);
  }
  free(entries);
  return good && (folders || add(found, path, error));
}

bool lab_submissions_find(struct lab_submissions *found, char *const *operands, size_t n, struct lab_error *error) {
  *found = (struct lab_submissions){0};
  for (size_t o = 0; o < n; o++) {
    struct stat status;
    if (lstat(operands[o], &status) != 0)
      return lab_fail(error, 2, "cannot read %s: %s", operands[o], strerror(errno));
    if (S_ISDIR(status.st_mode) ? !add_folder(found, operands[o], error) : !add(found, operands[o], error))
      return false;
  }
  return true;
}

void lab_submissions_clear(struct lab_submissions *found) {
  for (size_t i = 0; i < found->n; i++) {
    free(found->all[i].name);
    free(found->all[i].path);
  }
  free(found->all);
  *found = (struct lab_submissions){0};
}

/* -- The file of one. -- */
static int is_source(const struct dirent *entry) {
  const size_t length = strlen(entry->d_name);
  return entry->d_name[0] != '.' && length > 2 && strcmp(entry->d_name + length - 2, ".c") == 0;
}

static bool find_file(struct lab_handed_in *handed, const char *path, struct lab_error *error) {
  struct stat status;
  if (lstat(path, &status) != 0)
    return lab_fail(error, 3, "cannot read %s: %s", path, strerror(errno));
  if (!S_ISDIR(status.st_mode)) {
    handed->file = strdup(path);
    return handed->file || lab_fail(error, 3, "out of memory");
  }
  struct dirent **entries = NULL;
  const int n = scandir(path, &entries, is_source, alphasort);
  if (n < 0)
    return lab_fail(error, 3, "cannot read %s: %s", path, strerror(errno));
  if (n == 0)
    lab_fail(error, 1, "there is no .c file in the folder");
  else if (n > 1)
    lab_fail(error, 1, "there are %d .c files (%.80s, %.80s%s); hand in one", n, entries[0]->d_name, entries[1]->d_name,
             n > 2 ? ", ..." : "");
  else if (asprintf(&handed->file, "%s/%s", path, entries[0]->d_name) < 0)
    handed->file = NULL;
  for (int e = 0; e < n; e++)
    free(entries[e]);
  free(entries);
  return handed->file || lab_fail(error, 3, "out of memory");
}

static bool read_all(struct lab_handed_in *handed, int fd, size_t size, struct lab_error *error) {
  handed->text = malloc(size + 1);
  if (!handed->text)
    return lab_fail(error, 3, "out of memory");
  while (handed->size < size) {
    const ssize_t n = read(fd, handed->text + handed->size, size - handed->size);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return lab_fail(error, 3, "cannot read %s: %s", handed->file, strerror(errno));
    if (n == 0)
      break;
    handed->size += (size_t)n;
  }
  handed->text[handed->size] = '\0';
  return true;
}

/* O_NONBLOCK: a pipe does not keep us waiting. */
static bool read_file(struct lab_handed_in *handed, struct lab_error *error) {
  const int fd = open(handed->file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0 && errno == ELOOP)
    return lab_fail(error, 1, "the file is a symbolic link; hand in the file itself");
  if (fd < 0)
    return lab_fail(error, 3, "cannot read %s: %s", handed->file, strerror(errno));
  struct stat status;
  bool good = fstat(fd, &status) == 0 || lab_fail(error, 3, "cannot read %s: %s", handed->file, strerror(errno));
  if (good && !S_ISREG(status.st_mode))
    good = lab_fail(error, 1, "this is no regular file");
  else if (good && (size_t)status.st_size > LAB_SUBMISSION_BYTES)
    good = lab_fail(error, 1, "the file has %lld bytes; a solution has at most %zu", (long long)status.st_size,
                    LAB_SUBMISSION_BYTES);
  good = good && read_all(handed, fd, (size_t)status.st_size, error);
  close(fd);
  return good;
}

static bool is_text(const struct lab_handed_in *handed, struct lab_error *error) {
  bool blank = true;
  for (size_t i = 0; i < handed->size; i++) {
    const unsigned char c = (unsigned char)handed->text[i];
    if (c < ' ' && !strchr("\t\n\v\f\r", c | (c == 0)))
      return lab_fail(error, 1, "the file is binary (byte %zu is 0x%02x); hand in C source", i + 1, c);
    blank &= c <= ' ';
  }
  return !blank || lab_fail(error, 1, "the file is empty");
}

bool lab_intake_take(struct lab_handed_in *handed, const struct lab_submission *submission, struct lab_error *error) {
  *handed = (struct lab_handed_in){0};
  if (!find_file(handed, submission->path, error) || !read_file(handed, error) || !is_text(handed, error))
    return false;
  handed->hash = FNV_START;
  for (size_t i = 0; i < handed->size; i++)
    handed->hash = (handed->hash ^ (unsigned char)handed->text[i]) * FNV_PRIME;
  return true;
}

void lab_intake_clear(struct lab_handed_in *handed) {
  free(handed->file);
  free(handed->text);
  *handed = (struct lab_handed_in){0};
}
