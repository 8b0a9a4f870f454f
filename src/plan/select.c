/* SPDX-License-Identifier: MIT */
#include "plan/catalog.h"
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_glob(const char *text) { return strpbrk(text, "*?[") != NULL; }

/* One pattern, in its two parts; an empty variant means all of the lab. */
struct pattern {
  const char *text;
  char lab[200], variant[200];
};

static bool parse(struct pattern *pattern, const char *text, struct lab_error *error) {
  const char *slash = strchr(text, '/');
  const size_t length = slash ? (size_t)(slash - text) : strlen(text);
  *pattern = (struct pattern){.text = text};
  if (length == 0 || length >= sizeof pattern->lab || (slash && strlen(slash + 1) >= sizeof pattern->variant) ||
      (slash && strchr(slash + 1, '/')))
    return lab_fail(error, 2, "\"%.200s\" is neither LAB nor LAB/VARIANT", text);
  memcpy(pattern->lab, text, length);
  if (slash)
    strcpy(pattern->variant, slash + 1);
  return true;
}

static bool matches(const struct pattern *pattern, const struct lab_info *info) {
  if (strcmp(pattern->text, "all") == 0)
    return true;
  return fnmatch(pattern->lab, info->lab, 0) == 0 &&
         (!pattern->variant[0] || fnmatch(pattern->variant, info->variant, 0) == 0);
}

/* The names of labs, or the variants of one lab, or all names: what the user may have meant. */
enum names { LABS, VARIANTS, NAMES };

static const char *nearest(const struct lab_catalog *catalog, enum names which, const char *lab, const char *word) {
  const char **candidates = calloc(catalog->count + 1, sizeof *candidates);
  size_t n = 0;
  if (!candidates)
    return NULL;
  for (size_t i = 0; i < catalog->count; i++) {
    const struct lab_info *info = &catalog->variants[i];
    if (which == VARIANTS && strcmp(info->lab, lab) != 0)
      continue;
    candidates[n++] = which == LABS ? info->lab : which == VARIANTS ? info->variant : info->name;
  }
  const char *found = lab_nearest(word, candidates, n);
  free(candidates);
  return found;
}

static bool has_lab(const struct lab_catalog *catalog, const char *lab) {
  for (size_t i = 0; i < catalog->count; i++)
    if (strcmp(catalog->variants[i].lab, lab) == 0)
      return true;
  return false;
}

static bool fail_unknown(const struct lab_catalog *catalog, const struct pattern *pattern, struct lab_error *error) {
  if (catalog->count == 0)
    return lab_fail(error, 4, "there are no labs here; \"lab doctor\" says where they are looked for");
  if (is_glob(pattern->text))
    return lab_fail(error, 4, "nothing matches \"%s\"; \"lab list\" shows what there is", pattern->text);
  if (has_lab(catalog, pattern->lab)) {
    const char *near = nearest(catalog, VARIANTS, pattern->lab, pattern->variant);
    if (near)
      return lab_fail(error, 2, "lab %s has no variant \"%s\"; did you mean \"%s/%s\"?", pattern->lab, pattern->variant,
                      pattern->lab, near);
    return lab_fail(error, 2, "lab %s has no variant \"%s\"; \"lab list %s\" shows them", pattern->lab,
                    pattern->variant, pattern->lab);
  }
  /* A variant's name on its own, as in "run broken". */
  for (size_t i = 0; i < catalog->count && !pattern->variant[0]; i++)
    if (strcmp(catalog->variants[i].variant, pattern->lab) == 0)
      return lab_fail(error, 2, "no lab \"%s\"; did you mean \"%s\"?", pattern->text, catalog->variants[i].name);
  const char *near =
      pattern->variant[0] ? nearest(catalog, NAMES, NULL, pattern->text) : nearest(catalog, LABS, NULL, pattern->lab);
  if (!near)
    near = nearest(catalog, LABS, NULL, pattern->lab);
  if (near)
    return lab_fail(error, 2, "no lab \"%s\"; did you mean \"%s\"?", pattern->text, near);
  return lab_fail(error, 2, "no lab \"%s\"; \"lab list\" shows what there is", pattern->text);
}

bool lab_catalog_select(const struct lab_catalog *catalog, char *const *patterns, size_t n_patterns,
                        const struct lab_info ***chosen, size_t *n_chosen, struct lab_error *error) {
  bool *wanted = calloc(catalog->count + 1, sizeof *wanted);
  *chosen = calloc(catalog->count + 1, sizeof **chosen);
  *n_chosen = 0;
  bool good = (wanted && *chosen) || lab_fail(error, 3, "out of memory");
  for (size_t p = 0; p < n_patterns && good; p++) {
    struct pattern pattern;
    good = parse(&pattern, patterns[p], error);
    bool found = false;
    for (size_t i = 0; i < catalog->count && good; i++)
      if (matches(&pattern, &catalog->variants[i]))
        found = wanted[i] = true;
    if (good && !found)
      good = fail_unknown(catalog, &pattern, error);
  }
  for (size_t i = 0; i < catalog->count && good; i++)
    if (wanted[i])
      (*chosen)[(*n_chosen)++] = &catalog->variants[i];
  free(wanted);
  if (!good) {
    free(*chosen);
    *chosen = NULL;
  }
  return good;
}
