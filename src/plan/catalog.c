/* SPDX-License-Identifier: MIT */
#include "plan/catalog.h"
#include "plan/capture.h"
#include "plan/describe.h"
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DESCRIBE_SECONDS 60.0
#define DESCRIBE_BYTES ((size_t)8 << 20)

void lab_catalog_note(struct lab_catalog *catalog, bool loud, const char *format, ...) {
  struct lab_catalog_note *grown = realloc(catalog->notes, (catalog->n_notes + 1) * sizeof *grown);
  if (!grown)
    return;
  catalog->notes = grown;
  va_list arguments;
  va_start(arguments, format);
  char *text = NULL;
  if (vasprintf(&text, format, arguments) >= 0)
    grown[catalog->n_notes++] = (struct lab_catalog_note){.loud = loud, .text = text};
  va_end(arguments);
}

const char *lab_kind_name(enum lab_kind kind) {
  static const char *const names[] = {
      [LAB_THREADS] = "threads", [LAB_PROCESSES] = "processes", [LAB_TIMED] = "timed", [LAB_TASKS] = "tasks"};
  return names[kind];
}

const char *lab_role_name(enum lab_role role) {
  static const char *const names[LAB_ROLES] = {"broken", "way", "fixed", "exercise"};
  return names[role];
}

static bool ask(struct lab_catalog *catalog, const char *directory, struct lab_error *error) {
  char *host = NULL;
  if (asprintf(&host, "%s/lab-native", directory) < 0)
    return lab_fail(error, 3, "out of memory");
  char *argv[] = {host, "--describe", NULL};
  struct lab_capture capture;
  const bool answered = lab_capture_run(&capture, argv, DESCRIBE_SECONDS, DESCRIBE_BYTES);
  const bool good = answered ? lab_describe_read(catalog, capture.out, capture.size, directory, error)
                             : lab_fail(error, 3, "%s --describe %s", host, lab_capture_reason(&capture));
  lab_capture_clear(&capture);
  free(host);
  return good;
}

/* A lab that an earlier directory has is dropped whole: variants of two builds beside each other compare nothing. */
static void drop_known_labs(struct lab_catalog *catalog, size_t before) {
  size_t kept = before;
  const char *noted = "";
  for (size_t i = before; i < catalog->count; i++) {
    struct lab_info *info = &catalog->variants[i];
    const struct lab_info *known = NULL;
    for (size_t j = 0; j < before && !known; j++)
      if (strcmp(catalog->variants[j].lab, info->lab) == 0)
        known = &catalog->variants[j];
    if (!known) {
      catalog->variants[kept++] = *info;
      continue;
    }
    if (strcmp(noted, known->lab) != 0)
      lab_catalog_note(catalog, strcmp(known->hosts, lab_host_directories_first()) != 0,
                       "lab %s of %s is hidden by that of %s", info->lab, info->hosts, known->hosts);
    noted = known->lab;
    lab_info_clear(info);
  }
  catalog->count = kept;
}

/* The line "Unit: 1.2 Races" near the top of a lesson. */
static void read_unit(const char *path, struct lab_info *info) {
  FILE *lesson = fopen(path, "re");
  char line[160];
  for (int l = 0; lesson && l < 10 && fgets(line, sizeof line, lesson); l++) {
    int title = 0;
    if (sscanf(line, "Unit: %u.%u%n", &info->unit, &info->place, &title) < 2)
      continue;
    line[strcspn(line, "\r\n")] = '\0';
    const char *text = line + title + strspn(line + title, " ");
    info->unit_title = *text ? strdup(text) : NULL;
    break;
  }
  if (lesson)
    fclose(lesson);
}

/* Labs that say nothing come last, by name. */
static void find_units(struct lab_catalog *catalog) {
  const struct lab_info *last = NULL;
  for (size_t i = 0; i < catalog->count; i++) {
    struct lab_info *info = &catalog->variants[i];
    if (last && strcmp(last->lab, info->lab) == 0) {
      info->unit = last->unit;
      info->place = last->place;
      info->unit_title = last->unit_title ? strdup(last->unit_title) : NULL;
      continue;
    }
    char *path = lab_lesson_path(catalog, info->lab);
    if (path)
      read_unit(path, info);
    free(path);
    last = info;
  }
}

static unsigned reading_order(const struct lab_info *info) {
  return info->unit ? info->unit * 1000 + info->place : UINT_MAX;
}

static int compare(const void *one, const void *other) {
  const struct lab_info *a = one, *b = other;
  const unsigned x = reading_order(a), y = reading_order(b);
  if (x != y)
    return x < y ? -1 : 1;
  const int by_lab = strcmp(a->lab, b->lab);
  if (by_lab)
    return by_lab;
  if (a->role != b->role)
    return a->role < b->role ? -1 : 1;
  /* The others are compared with it. */
  if ((strcmp(a->variant, "sequential") == 0) != (strcmp(b->variant, "sequential") == 0))
    return strcmp(a->variant, "sequential") == 0 ? -1 : 1;
  return strcmp(a->variant, b->variant);
}

bool lab_catalog_load(struct lab_catalog *catalog, struct lab_error *error) {
  *catalog = (struct lab_catalog){0};
  if (access("/proc/self/exe", F_OK) != 0)
    return lab_fail(error, 77, "/proc is not there: by it lab finds its parts and watches over its hosts");
  size_t n = 0, answered = 0;
  const char *const *directories = lab_host_directories(&n);
  struct lab_error first = {0};
  for (size_t d = 0; d < n; d++) {
    struct lab_error problem = {0};
    const size_t before = catalog->count;
    if (ask(catalog, directories[d], &problem)) {
      answered++;
      drop_known_labs(catalog, before);
      continue;
    }
    if (strcmp(directories[d], lab_host_directories_first()) == 0) {
      lab_catalog_free(catalog);
      return lab_fail(error, 2, "the files cannot be used: %s", problem.text);
    }
    lab_catalog_note(catalog, true, "%s", problem.text);
    if (!first.code)
      first = problem;
  }
  if (answered == 0) {
    lab_catalog_free(catalog);
    return lab_fail(error, first.code, "%s; \"lab doctor\" says more", first.text);
  }
  if (catalog->count == 0)
    return true;
  qsort(catalog->variants, catalog->count, sizeof *catalog->variants, compare);
  find_units(catalog);
  qsort(catalog->variants, catalog->count, sizeof *catalog->variants, compare);
  return true;
}

void lab_catalog_free(struct lab_catalog *catalog) {
  for (size_t i = 0; i < catalog->count; i++)
    lab_info_clear(&catalog->variants[i]);
  free(catalog->variants);
  for (size_t i = 0; i < catalog->n_notes; i++)
    free(catalog->notes[i].text);
  free(catalog->notes);
  *catalog = (struct lab_catalog){0};
}

char *lab_lesson_path(const struct lab_catalog *catalog, const char *lab) {
  for (size_t i = 0; i < catalog->count; i++) {
    const struct lab_info *info = &catalog->variants[i];
    char *path = NULL;
    if (strcmp(info->lab, lab) != 0 || !info->source)
      continue;
    if (asprintf(&path, "%.*s/lab.md", (int)(strrchr(info->source, '/') - info->source), info->source) < 0)
      return NULL;
    if (access(path, R_OK) == 0)
      return path;
    free(path);
  }
  return NULL;
}
