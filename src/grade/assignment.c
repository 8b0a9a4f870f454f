/* SPDX-License-Identifier: MIT */
#include "grade/assignment.h"
#include "build/toolchain.h"
#include "grade/rules.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTING_BYTES ((size_t)1 << 20)
#define FNV_PRIME UINT64_C(0x100000001b3)

static bool find_exercise(struct lab_assignment *a, const struct lab_catalog *catalog, const char *lab,
                          struct lab_error *error) {
  const struct lab_info **chosen = NULL;
  size_t n = 0;
  char *pattern = (char *)(uintptr_t)lab;
  if (strchr(lab, '/') || strpbrk(lab, "*?["))
    return lab_fail(error, 2, "\"%.100s\" is not the name of one lab; \"lab list\" shows them", lab);
  if (!lab_catalog_select(catalog, &pattern, 1, &chosen, &n, error))
    return false;
  for (size_t i = 0; i < n; i++)
    if (strcmp(chosen[i]->variant, "exercise") == 0)
      a->exercise = chosen[i];
  free(chosen);
  if (!a->exercise || !a->exercise->source)
    return lab_fail(error, 2, "%s has no exercise that could be handed out", lab);
  return true;
}

static char *read_listing(const char *path, size_t *size, struct lab_error *error) {
  FILE *file = fopen(path, "re");
  char *text = malloc(LISTING_BYTES + 1);
  *size = file && text ? fread(text, 1, LISTING_BYTES, file) : 0;
  const bool good = file && text && !ferror(file) && *size > 0;
  if (!good)
    lab_fail(error, 3, "cannot read %s: %s", path, strerror(errno));
  if (text)
    text[*size] = '\0';
  if (file)
    fclose(file);
  if (good)
    return text;
  free(text);
  return NULL;
}

static void mix(struct lab_assignment *a, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++)
    a->hash = (a->hash ^ (unsigned char)text[i]) * FNV_PRIME;
}

static bool read_handout(struct lab_assignment *a, struct lab_error *error) {
  size_t size = 0;
  char *text = read_listing(a->exercise->source, &size, error);
  struct lab_error problem = {0};
  if (!text)
    return false;
  mix(a, text, size);
  const bool good = lab_outline_read(&a->handout, text, size, &problem);
  free(text);
  return good || lab_fail(error, 3, "%s: %.400s", a->exercise->source, problem.text);
}

static bool read_rubric(struct lab_assignment *a, const char *given, struct lab_error *error) {
  if (!lab_rubric_read_of(&a->rubric, a->exercise->source, given, error))
    return false;
  char *text = a->rubric.document ? json_dumps(a->rubric.document, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
  if (text)
    mix(a, text, strlen(text));
  free(text);
  return true;
}

static bool read_harness(struct lab_assignment *a, struct lab_error *error) {
  char path[PATH_MAX + 40];
  size_t size = 0;
  snprintf(path, sizeof path, "%s/include/lab/harness.h", lab_prefix());
  char *text = read_listing(path, &size, error);
  const bool good = text && lab_tokens_read(&a->harness, text, size, error);
  free(text);
  return good;
}

/* One, where the rubric names it or there is a fixed-mutex: what everybody would write. */
static bool find_references(struct lab_assignment *a, const struct lab_catalog *catalog, struct lab_error *error) {
  const char *names[LAB_REFERENCES_MAX];
  for (size_t i = 0; i < catalog->count && a->n_references < LAB_REFERENCES_MAX; i++) {
    const struct lab_info *info = &catalog->variants[i];
    if (strcmp(info->lab, a->exercise->lab) != 0 || info->role != LAB_ROLE_FIXED)
      continue;
    names[a->n_references] = info->variant;
    a->references[a->n_references++] = info;
  }
  const char *wanted = a->rubric.reference ? a->rubric.reference : "fixed-mutex";
  for (unsigned r = 0; r < a->n_references; r++) {
    if (strcmp(names[r], wanted) != 0)
      continue;
    a->references[0] = a->references[r];
    a->n_references = 1;
    return true;
  }
  if (!a->rubric.reference)
    return true;
  const char *near = lab_nearest(a->rubric.reference, names, a->n_references);
  return lab_fail(error, 2, "the rubric: no variant \"%.60s\" of %s%s%s%s", a->rubric.reference, a->exercise->lab,
                  near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

const char *lab_assignment_objection(const struct lab_info *exercise, const struct lab_rubric *rubric) {
  switch (exercise->kind) {
  case LAB_PROCESSES: return "its actors are processes, whose interleavings cannot be explored";
  case LAB_TIMED: return "it is about time, and what is measured decides no verdict";
  default: return rubric->refuse;
  }
}

static bool can_be_judged(const struct lab_assignment *a, struct lab_error *error) {
  const char *objection = lab_assignment_objection(a->exercise, &a->rubric);
  if (objection)
    return lab_fail(error, 77, "%s cannot be graded: %s", a->exercise->name, objection);
  return lab_toolchain_has("native", error) && lab_toolchain_has("tsan", error) && lab_toolchain_has("explore", error);
}

bool lab_assignment_open(struct lab_assignment *assignment, const struct lab_catalog *catalog, const char *lab,
                         const char *rubric, bool sandboxed, struct lab_error *error) {
  *assignment = (struct lab_assignment){.hash = UINT64_C(0xcbf29ce484222325)};
  mix(assignment, LAB_VERSION, strlen(LAB_VERSION));
  const bool good =
      find_exercise(assignment, catalog, lab, error) && read_handout(assignment, error) &&
      read_harness(assignment, error) && read_rubric(assignment, rubric, error) && can_be_judged(assignment, error) &&
      lab_rules_fit(&assignment->handout, &assignment->rubric, error) && find_references(assignment, catalog, error) &&
      lab_sandbox_find(&assignment->sandbox, sandboxed, error);
  if (!good)
    lab_assignment_close(assignment);
  return good;
}

void lab_assignment_close(struct lab_assignment *assignment) {
  lab_outline_clear(&assignment->handout);
  lab_tokens_clear(&assignment->harness);
  lab_rubric_clear(&assignment->rubric);
}
