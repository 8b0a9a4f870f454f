/* SPDX-License-Identifier: MIT */
#include "host/host.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Made by the linker around the section that LAB_VARIANT fills. */
extern const struct lab_registration *const __start_lab_variants[] __attribute__((weak, visibility("hidden")));
extern const struct lab_registration *const __stop_lab_variants[] __attribute__((weak, visibility("hidden")));

size_t lab_registry_count(void) { return (size_t)(__stop_lab_variants - __start_lab_variants); }

void lab_registry_describe(size_t index, struct lab_variant *variant) {
  __start_lab_variants[index]->describe(variant);
}

static bool copy_name(char *into, const char *from, size_t length) {
  if (length == 0 || length >= LAB_NAME_MAX)
    return false;
  memcpy(into, from, length);
  into[length] = '\0';
  return true;
}

bool lab_registry_name(const char *file, char *lab, char *variant) {
  const char *base = strrchr(file, '/');
  if (!base || base == file)
    return false;
  const char *folder = base;
  while (folder > file && folder[-1] != '/')
    folder--;
  const char *dot = strrchr(base, '.');
  if (!dot)
    return false;
  return copy_name(lab, folder, (size_t)(base - folder)) && copy_name(variant, base + 1, (size_t)(dot - base - 1));
}

bool lab_registry_find(const char *name, struct lab_variant *variant) {
  for (size_t i = 0; i < lab_registry_count(); i++) {
    char lab[LAB_NAME_MAX], which[LAB_NAME_MAX], full[2 * LAB_NAME_MAX];
    lab_registry_describe(i, variant);
    if (!lab_registry_name(variant->file, lab, which))
      continue;
    snprintf(full, sizeof full, "%s/%s", lab, which);
    if (strcmp(full, name) == 0)
      return true;
  }
  return false;
}

/* What is no UTF-8 becomes false, which the reader refuses by the name of the member. */
static json_t *text_of(const char *text) {
  json_t *string = text ? json_string(text) : json_null();
  return string ? string : json_false();
}

static json_t *describe_outcomes(const struct lab_variant *v) {
  static const char *const grades[] = {"acceptable", "interesting", "forbidden"};
  json_t *list = json_array();
  for (unsigned o = 0; o < v->n_outcomes; o++) {
    json_t *values = json_array();
    for (unsigned i = 0; i < v->n_values; i++)
      json_array_append_new(values, json_integer(v->outcomes[o].values[i]));
    json_array_append_new(list, json_pack("{s:o, s:s, s:o}", "values", values, "grade", grades[v->outcomes[o].grade],
                                          "meaning", text_of(v->outcomes[o].meaning)));
  }
  return list;
}

static json_t *describe_variant(const struct lab_variant *v) {
  static const char *const kinds[] = {
      [LAB_THREADS] = "threads", [LAB_TIMED] = "timed", [LAB_PROCESSES] = "processes", [LAB_TASKS] = "tasks"};
  char lab[LAB_NAME_MAX] = "", which[LAB_NAME_MAX] = "";
  lab_registry_name(v->file, lab, which);
  json_t *roles = json_array(), *watch = json_array();
  for (unsigned r = 0; r < v->n_roles; r++)
    json_array_append_new(roles, text_of(v->roles[r]));
  for (unsigned w = 0; w < v->n_watch; w++)
    json_array_append_new(watch, json_string(v->watch[w].name));
  return json_pack(
      "{s:o, s:o, s:o, s:o, s:s, s:i, s:i, s:I, s:i, s:I, s:b, s:b, s:b, s:{s:o, s:o, s:o, s:o, s:o}, s:o, s:o, s:o}",
      "lab", text_of(lab), "variant", text_of(which), "file", text_of(v->file), "title", text_of(v->title), "kind",
      kinds[v->kind], "unit_us", (int)v->unit_us, "iterations", (int)v->iterations, "ops", (json_int_t)v->ops,
      "threads", (int)v->threads, "size", (json_int_t)v->size, "exclusive", (int)v->exclusive, "acts", (int)v->acts,
      "audits", (int)v->audits, "expect", "native", text_of(v->expect.native), "tsan", text_of(v->expect.tsan),
      "explore", text_of(v->expect.explore), "asan", text_of(v->expect.asan), "why", text_of(v->expect.why), "roles",
      roles, "watch", watch, "outcomes", describe_outcomes(v));
}

bool lab_registry_print(void) {
  json_t *variants = json_array();
  for (size_t i = 0; i < lab_registry_count(); i++) {
    struct lab_variant variant;
    lab_registry_describe(i, &variant);
    json_array_append_new(variants, describe_variant(&variant));
  }
  json_t *document = json_pack("{s:s, s:o}", "schema", "lab-describe/1", "variants", variants);
  const bool written = document && json_dumpf(document, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;
  json_decref(document);
  return fflush(stdout) == 0 && written;
}
