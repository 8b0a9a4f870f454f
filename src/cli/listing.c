/* SPDX-License-Identifier: MIT */
#include "cli/listing.h"
#include "cli/cli.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_BYTES_MAX (1L << 20)

static bool read_text(char **text, size_t *size, const char *path, struct lab_error *error) {
  FILE *file = fopen(path, "re");
  if (!file)
    return lab_fail(error, LAB_EXIT_SYSTEM, "cannot read %s: %s", path, strerror(errno));
  struct stat status;
  bool good = fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= FILE_BYTES_MAX;
  if (!good)
    lab_fail(error, LAB_EXIT_SYSTEM, "cannot read %s: not a file of at most %ld bytes", path, FILE_BYTES_MAX);
  *text = good ? malloc((size_t)status.st_size + 1) : NULL;
  if (*text) {
    *size = fread(*text, 1, (size_t)status.st_size, file);
    (*text)[*size] = '\0';
  } else {
    good = lab_fail(error, LAB_EXIT_SYSTEM, "out of memory");
  }
  fclose(file);
  return good;
}

bool lab_lines_read(struct lab_lines *lines, const char *path, struct lab_error *error) {
  *lines = (struct lab_lines){0};
  size_t size = 0, n = 1;
  if (!read_text(&lines->text, &size, path, error))
    return false;
  for (size_t i = 0; i < size; i++) {
    char *c = &lines->text[i];
    n += *c == '\n';
    if (iscntrl((unsigned char)*c) && *c != '\n' && *c != '\t')
      *c = *c == '\r' ? ' ' : '?';
  }
  lines->lines = calloc(n, sizeof *lines->lines);
  if (!lines->lines) {
    lab_lines_clear(lines);
    return lab_fail(error, LAB_EXIT_SYSTEM, "out of memory");
  }
  for (char *from = lines->text; *from;) {
    lines->lines[lines->count++] = from;
    char *end = strchrnul(from, '\n');
    from = *end ? end + 1 : end;
    *end = '\0';
  }
  lines->answer = lines->count;
  return true;
}

void lab_lines_clear(struct lab_lines *lines) {
  free(lines->text);
  free(lines->lines);
  *lines = (struct lab_lines){0};
}

static bool begins(const char *line, const char *with) { return strncmp(line, with, strlen(with)) == 0; }

/* The code starts at the first include; the afterword is the comment that follows the table, at the left margin. */
static void split_listing(struct lab_lines *lines) {
  bool included = false, table = false;
  for (size_t i = 0; i < lines->count; i++) {
    const char *line = lines->lines[i];
    if (!included && begins(line, "#include")) {
      included = true;
      lines->code = i;
    }
    if (table && (begins(line, "/*") || begins(line, "//"))) {
      lines->answer = i;
      return;
    }
    table |= begins(line, "LAB_VARIANT(");
  }
}

bool lab_listing_read(struct lab_lines *lines, const struct lab_info *info, struct lab_error *error) {
  *lines = (struct lab_lines){0};
  if (!info->source)
    return lab_fail(error, LAB_EXIT_SYSTEM, "the source of %s is not installed beside its hosts in %s", info->name,
                    info->hosts);
  if (!lab_lines_read(lines, info->source, error))
    return false;
  split_listing(lines);
  return true;
}

/* A heading that gives the answer away; inside of ``` nothing is a heading. */
static bool is_answer(const char *line) {
  static const char *const titles[] = {"What happened", "Answer", "Afterword"};
  const size_t level = strspn(line, "#");
  const char *title = line + level + strspn(line + level, " ");
  for (size_t t = 0; t < sizeof titles / sizeof *titles; t++)
    if (level >= 2 && strncasecmp(title, titles[t], strlen(titles[t])) == 0)
      return true;
  return false;
}

bool lab_lesson_read(struct lab_lines *lines, const struct lab_catalog *catalog, const char *lab,
                     struct lab_error *error) {
  *lines = (struct lab_lines){0};
  char *path = lab_lesson_path(catalog, lab);
  if (!path)
    return lab_fail(error, LAB_EXIT_SYSTEM, "the lesson of %s (lab.md) is not installed", lab);
  const bool good = lab_lines_read(lines, path, error);
  free(path);
  bool fenced = false;
  for (size_t i = 0; good && i < lines->count && lines->answer == lines->count; i++) {
    fenced ^= begins(lines->lines[i], "```");
    if (!fenced && is_answer(lines->lines[i]))
      lines->answer = i;
  }
  return good;
}

char *lab_lesson_title(const struct lab_catalog *catalog, const char *lab) {
  struct lab_lines lines;
  struct lab_error none = {0};
  char *title = NULL;
  if (!lab_lesson_read(&lines, catalog, lab, &none))
    return NULL;
  for (size_t i = 0; i < lines.count && !title; i++)
    if (begins(lines.lines[i], "# "))
      title = strdup(lines.lines[i] + 2 + strspn(lines.lines[i] + 2, " "));
  lab_lines_clear(&lines);
  return title;
}
