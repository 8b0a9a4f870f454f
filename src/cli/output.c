/* SPDX-License-Identifier: MIT */
#include "cli/output.h"
#include "plan/catalog.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_COLUMNS 120

static const char *const kind_names[LAB_OUTPUT_KINDS] = {"table", "json",  "csv", "junit",      "svg",
                                                         "jsonl", "sarif", "tap", "gradescope", "classroom"};

const char *lab_output_kind_name(enum lab_output_kind kind) { return kind_names[kind]; }

static const struct lab_renderer *renderer(enum lab_output_kind kind, const struct lab_run *run) {
  switch (kind) {
  case LAB_OUTPUT_JSON: return run->compare ? &lab_render_compare_json : &lab_render_json;
  case LAB_OUTPUT_CSV: return run->compare ? &lab_render_compare_csv : &lab_render_csv;
  case LAB_OUTPUT_JUNIT: return &lab_render_junit;
  case LAB_OUTPUT_SVG: return &lab_render_svg;
  case LAB_OUTPUT_JSONL: return &lab_render_jsonl;
  case LAB_OUTPUT_SARIF: return &lab_render_sarif;
  case LAB_OUTPUT_TAP: return &lab_render_tap;
  default:
    return run->compare ? &lab_render_compare
           : run->bench ? &lab_render_bench
           : run->check ? &lab_render_check
                        : &lab_render_table;
  }
}

void lab_targets_format(struct lab_targets *targets, enum lab_output_kind kind) {
  targets->pending = targets->last = kind;
  targets->is_pending = targets->has_last = true;
}

/* By extension; a name without any is a table, an unknown one is not guessed at. */
static bool kind_of(const char *path, enum lab_output_kind *kind) {
  static const struct {
    const char *extension;
    enum lab_output_kind kind;
  } known[] = {{".json", LAB_OUTPUT_JSON},   {".csv", LAB_OUTPUT_CSV}, {".xml", LAB_OUTPUT_JUNIT},
               {".txt", LAB_OUTPUT_TABLE},   {".svg", LAB_OUTPUT_SVG}, {".jsonl", LAB_OUTPUT_JSONL},
               {".sarif", LAB_OUTPUT_SARIF}, {".tap", LAB_OUTPUT_TAP}};
  const char *base = strrchr(path, '/');
  const char *dot = strrchr(base ? base : path, '.');
  *kind = LAB_OUTPUT_TABLE;
  for (size_t k = 0; dot && k < sizeof known / sizeof *known; k++) {
    if (strcasecmp(dot, known[k].extension) != 0)
      continue;
    *kind = known[k].kind;
    return true;
  }
  return !dot;
}

bool lab_targets_output(struct lab_targets *targets, const char *path, struct lab_error *error) {
  enum lab_output_kind kind = LAB_OUTPUT_TABLE;
  const bool known = kind_of(path, &kind);
  if (targets->is_pending)
    kind = targets->pending;
  else if (!known && targets->has_last)
    kind = targets->last;
  else if (!known && strcmp(path, "-") != 0)
    return lab_fail(error, 2,
                    "--output: the format of \"%.200s\" is not known (.txt, .json, .jsonl, .csv, .xml, .sarif, .tap, "
                    ".svg); put --format before it",
                    path);
  if (!path[0])
    return lab_fail(error, 2, "--output: \"\" is not a file name");
  targets->is_pending = false;
  if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0) {
    targets->kind = kind;
    return true;
  }
  for (unsigned i = 0; i < targets->n; i++)
    if (strcmp(targets->files[i].path, path) == 0)
      return lab_fail(error, 2, "--output: \"%.200s\" is given twice", path);
  if (targets->n == LAB_TARGETS_MAX)
    return lab_fail(error, 2, "--output: more than %d files", LAB_TARGETS_MAX);
  targets->files[targets->n++] = (struct lab_target){.path = path, .kind = kind};
  return true;
}

void lab_targets_finish(struct lab_targets *targets) {
  if (targets->is_pending)
    targets->kind = targets->pending;
  targets->is_pending = false;
}

static bool fail_path(struct lab_error *error, const char *path, int why) {
  return lab_fail(error, 3, "cannot write \"%.300s\": %s", path, strerror(why));
}

/* Where the file really is, links followed, and a name for a temporary file beside it. */
struct place {
  char path[PATH_MAX];
  char temporary[PATH_MAX + 16];
  bool exists, regular;
  mode_t mode;
};

/* A name for something that is open already: whatever file it leads to is not ours to replace. */
static bool is_descriptor(const char *path) {
  static const char *const names[] = {"/dev/fd/", "/dev/stdout", "/dev/stderr", "/proc/self/fd/"};
  bool found = false;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    found |= strncmp(path, names[i], strlen(names[i])) == 0;
  return found;
}

static bool locate(struct place *place, const char *path, struct lab_error *error) {
  *place = (struct place){0};
  struct stat status;
  place->exists = stat(path, &status) == 0;
  if (!place->exists && errno != ENOENT)
    return fail_path(error, path, errno);
  if (place->exists && S_ISDIR(status.st_mode))
    return fail_path(error, path, EISDIR);
  if (strlen(path) >= sizeof place->path)
    return fail_path(error, path, ENAMETOOLONG);
  if (!place->exists || !realpath(path, place->path))
    strcpy(place->path, path);
  place->regular = !place->exists || (S_ISREG(status.st_mode) && !is_descriptor(path));
  place->mode = place->exists ? status.st_mode & 07777 : 0;
  const char *slash = strrchr(place->path, '/');
  snprintf(place->temporary, sizeof place->temporary, "%.*s.lab-XXXXXX", slash ? (int)(slash - place->path) + 1 : 0,
           place->path);
  return true;
}

static bool check_file(const char *path, struct lab_error *error) {
  struct place place;
  if (!locate(&place, path, error))
    return false;
  if (place.exists && access(place.path, W_OK) != 0)
    return fail_path(error, path, errno);
  if (!place.regular)
    return true;
  const size_t length = strlen(path);
  if (path[length - 1] == '/')
    return fail_path(error, path, EISDIR);
  const int fd = mkostemp(place.temporary, O_CLOEXEC);
  if (fd < 0)
    return fail_path(error, path, errno);
  close(fd);
  unlink(place.temporary);
  return true;
}

bool lab_targets_check(const struct lab_targets *targets, struct lab_error *error) {
  for (unsigned i = 0; i < targets->n; i++)
    if (!check_file(targets->files[i].path, error))
      return false;
  return true;
}

/* Writes everything; returns an errno. */
static int write_all(int fd, const char *text, size_t size) {
  while (size > 0) {
    const ssize_t n = write(fd, text, size);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno;
    text += n;
    size -= (size_t)n;
  }
  return 0;
}

static int finish_file(int fd, int failure, bool sync) {
  if (!failure && sync && fsync(fd) != 0)
    failure = errno;
  if (close(fd) != 0 && !failure)
    failure = errno;
  return failure;
}

/* A device, a pipe: there is nothing to be atomic about. */
static int write_directly(const char *path, const char *text, size_t size) {
  const int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return errno;
  const int failure = finish_file(fd, write_all(fd, text, size), false);
  return failure == EPIPE ? 0 : failure;
}

static int write_atomically(struct place *place, const char *text, size_t size) {
  const int fd = mkostemp(place->temporary, O_CLOEXEC);
  if (fd < 0)
    return errno;
  const mode_t mask = umask(0);
  umask(mask);
  int failure = fchmod(fd, place->exists ? place->mode : 0666 & ~mask) != 0 ? errno : 0;
  if (!failure)
    failure = write_all(fd, text, size);
  failure = finish_file(fd, failure, true);
  if (!failure && rename(place->temporary, place->path) != 0)
    failure = errno;
  if (failure)
    unlink(place->temporary);
  return failure;
}

static void write_file(const char *path, const char *text, size_t size, struct lab_error *error) {
  struct place place;
  if (!locate(&place, path, error))
    return;
  const int failure = place.regular ? write_atomically(&place, text, size) : write_directly(path, text, size);
  if (failure)
    fail_path(error, path, failure);
}

bool lab_page_open(struct lab_page *page, struct lab_error *error) {
  *page = (struct lab_page){0};
  page->stream = open_memstream(&page->text, &page->size);
  return page->stream || lab_fail(error, 3, "out of memory");
}

/* Ends the text; false with error set where it did not fit into memory. */
static bool page_close(struct lab_page *page, struct lab_error *error) {
  const bool bad = ferror(page->stream) != 0;
  if (fclose(page->stream) == 0 && !bad)
    return true;
  return lab_fail(error, 3, "out of memory");
}

bool lab_page_print(struct lab_page *page, struct lab_error *error) {
  const bool whole = page_close(page, error);
  const int failure = whole ? write_all(STDOUT_FILENO, page->text, page->size) : 0;
  free(page->text);
  *page = (struct lab_page){0};
  if (failure && failure != EPIPE)
    return lab_fail(error, 3, "cannot write to standard output: %s", strerror(failure));
  return whole;
}

bool lab_targets_render(const struct lab_targets *targets,
                        void (*render)(const void *what, enum lab_output_kind kind, const struct lab_style *style,
                                       FILE *out),
                        const void *what, const struct lab_style *style, struct lab_error *error) {
  struct lab_style plain = *style;
  plain.color = false;
  plain.quiet = false; /* a terminal is kept quiet; a file that was asked for is whole */
  plain.width = FILE_COLUMNS;
  struct lab_page page;
  for (unsigned i = 0; i < targets->n; i++) {
    const struct lab_target *target = &targets->files[i];
    if (!lab_page_open(&page, error))
      return false;
    render(what, target->kind, &plain, page.stream);
    if (page_close(&page, error))
      write_file(target->path, page.text, page.size, error);
    free(page.text);
  }
  if (!lab_page_open(&page, error))
    return false;
  render(what, targets->kind, style, page.stream);
  return lab_page_print(&page, error) && !error->code;
}

static void render_run(const void *run, enum lab_output_kind kind, const struct lab_style *style, FILE *out) {
  renderer(kind, run)->render(run, style, out);
}

bool lab_targets_write(const struct lab_targets *targets, const struct lab_run *run, const struct lab_style *style,
                       struct lab_error *error) {
  return lab_targets_render(targets, render_run, run, style, error);
}
