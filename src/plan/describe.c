/* SPDX-License-Identifier: MIT */
#include "plan/describe.h"
#include "plan/words.h"
#include "stats/verdict.h"
#include <ctype.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_LENGTH_MAX 63
#define TEXT_LENGTH_MAX 500
#define SIZE_MAX_SANE (INT64_C(1) << 30)
#define VARIANTS_MAX 10000

/* Where we are in the document, for messages. */
struct reader {
  const char *hosts;
  char where[200];
  struct lab_error *error;
};

static bool wrong(const struct reader *reader, const char *what) {
  if (strcmp(reader->hosts, lab_host_directories_first()) == 0) /* made of files that were given by path */
    return lab_fail(reader->error, 3, "%s: %s", reader->where, what);
  return lab_fail(reader->error, 3, "%s/lab-native describes %s wrongly: %s", reader->hosts, reader->where, what);
}

/* Names become paths, arguments and XML: letters, digits, '-', '_' and '.', a letter or digit first. */
static bool is_name(const char *text) {
  const size_t length = strlen(text);
  if (length == 0 || length > NAME_LENGTH_MAX || !isalnum((unsigned char)text[0]))
    return false;
  for (const char *c = text; *c; c++)
    if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
      return false;
  return true;
}

static bool is_line(const char *text) {
  for (const char *c = text; *c; c++)
    if (iscntrl((unsigned char)*c))
      return false;
  return *text && strlen(text) <= TEXT_LENGTH_MAX;
}

/* A copy of a member that must be one line of text; with optional it may be missing or null (NULL then). */
static bool take_line(const struct reader *reader, const json_t *object, const char *key, bool optional, char **into) {
  char what[120];
  const json_t *value = json_object_get(object, key);
  if (optional && (!value || json_is_null(value)))
    return true;
  if (!json_is_string(value) || !is_line(json_string_value(value))) {
    snprintf(what, sizeof what, "\"%s\" is not a line of text (UTF-8, no control characters, 1 to %d bytes)", key,
             TEXT_LENGTH_MAX);
    return wrong(reader, what);
  }
  *into = strdup(json_string_value(value));
  return *into || lab_fail(reader->error, 3, "out of memory");
}

static bool take_integer(const struct reader *reader, const json_t *object, const char *key, long low, long high,
                         long *into) {
  char what[120];
  const json_t *value = json_object_get(object, key);
  if (json_is_integer(value) && json_integer_value(value) >= low && json_integer_value(value) <= high) {
    *into = (long)json_integer_value(value);
    return true;
  }
  snprintf(what, sizeof what, "\"%s\" is not in %ld..%ld", key, low, high);
  return wrong(reader, what);
}

static bool take_name(const struct reader *reader, const json_t *object, const char *key, char **into) {
  char what[120];
  const char *text = json_string_value(json_object_get(object, key));
  if (!text || !is_name(text)) {
    snprintf(what, sizeof what, "\"%s\" is not a name (letters, digits, '-', '_', '.'; up to %d)", key,
             NAME_LENGTH_MAX);
    return wrong(reader, what);
  }
  *into = strdup(text);
  return *into || lab_fail(reader->error, 3, "out of memory");
}

static bool take_outcome(const struct reader *reader, const json_t *object, struct lab_info_outcome *outcome) {
  static const char *const grades[] = {"acceptable", "interesting", "forbidden"};
  const json_t *values = json_object_get(object, "values");
  const char *grade = json_string_value(json_object_get(object, "grade"));
  const size_t n = json_array_size(values);
  if (n == 0 || n > LAB_OBSERVED_MAX)
    return wrong(reader, "an outcome has no values, or too many");
  char id[LAB_OBSERVED_MAX * 24] = "";
  for (size_t v = 0; v < n; v++) {
    const json_t *value = json_array_get(values, v);
    if (!json_is_integer(value))
      return wrong(reader, "a value of an outcome is not an integer");
    outcome->values[v] = (long)json_integer_value(value);
    const size_t used = strlen(id);
    snprintf(id + used, sizeof id - used, "%s%ld", v ? ", " : "", outcome->values[v]);
  }
  bool known = false;
  for (int g = 0; g <= LAB_FORBIDDEN && grade && !known; g++) {
    known = strcmp(grade, grades[g]) == 0;
    outcome->grade = (enum lab_grade)g;
  }
  if (!known)
    return wrong(reader, "a grade is not acceptable, interesting or forbidden");
  outcome->id = strdup(id);
  if (!outcome->id)
    return lab_fail(reader->error, 3, "out of memory");
  return take_line(reader, object, "meaning", false, &outcome->meaning);
}

static bool take_outcomes(const struct reader *reader, const json_t *object, struct lab_info *info) {
  const json_t *list = json_object_get(object, "outcomes");
  const size_t n = json_array_size(list);
  if (!json_is_array(list) || n > LAB_OUTCOMES_MAX)
    return wrong(reader, "\"outcomes\" is not a list of up to 16");
  info->outcomes = calloc(n + 1, sizeof *info->outcomes);
  if (!info->outcomes)
    return lab_fail(reader->error, 3, "out of memory");
  while (info->n_outcomes < n) {
    const unsigned o = info->n_outcomes++;
    if (!take_outcome(reader, json_array_get(list, o), &info->outcomes[o]))
      return false;
  }
  return true;
}

static bool take_roles(const struct reader *reader, const json_t *object, struct lab_info *info) {
  const json_t *list = json_object_get(object, "roles");
  const size_t n = json_array_size(list);
  if (!json_is_array(list) || n > LAB_ROLES_MAX)
    return wrong(reader, "\"roles\" is not a list of up to 8");
  info->roles = calloc(n + 1, sizeof *info->roles);
  if (!info->roles)
    return lab_fail(reader->error, 3, "out of memory");
  for (size_t r = 0; r < n; r++) {
    const char *name = json_string_value(json_array_get(list, r));
    if (!name || !is_line(name))
      return wrong(reader, "an actor has no name");
    info->roles[info->n_roles++] = strdup(name);
  }
  return true;
}

static bool is_outcome(const struct lab_info *info, const char *text, size_t length) {
  for (unsigned o = 0; o < info->n_outcomes; o++)
    if (strlen(info->outcomes[o].id) == length && strncmp(info->outcomes[o].id, text, length) == 0)
      return true;
  return false;
}

/* Every alternative is a word ("data-race") or an outcome that the variant lists ("0, 0"). */
static bool check_expectation(const struct reader *reader, const struct lab_info *info, enum lab_engine engine) {
  char what[300];
  const char *text = info->expect[engine];
  for (const char *from = text; from; from = strchr(from, '|') ? strchr(from, '|') + 1 : NULL) {
    const size_t length = strcspn(from, "|");
    if (is_outcome(info, from, length))
      continue;
    const bool word = length > 0 && strspn(from, "abcdefghijklmnopqrstuvwxyz-") == length;
    const char *near = word ? lab_word_wrong(from, length, engine) : "";
    if (!near)
      continue;
    snprintf(what, sizeof what, "it expects \"%.*s\" on %s, which is neither a word nor one of its outcomes%s%s%s",
             (int)(length < 80 ? length : 80), from, lab_engine_name(engine), *near ? "; did you mean \"" : "", near,
             *near ? "\"?" : "");
    return wrong(reader, what);
  }
  return true;
}

static bool take_expectations(const struct reader *reader, const json_t *object, struct lab_info *info) {
  const json_t *expect = json_object_get(object, "expect");
  if (!json_is_object(expect))
    return wrong(reader, "\"expect\" is missing");
  for (int e = 0; e < LAB_ENGINES; e++) {
    if (!take_line(reader, expect, lab_engine_name((enum lab_engine)e), true, &info->expect[e]) ||
        (info->expect[e] && !check_expectation(reader, info, (enum lab_engine)e)))
      return false;
  }
  return take_line(reader, expect, "why", true, &info->why);
}

/* Whether a word that only an audit can find is declared, or outcomes are, which only an audit observes. */
static const char *needs_audit(const struct lab_info *info) {
  if (info->n_outcomes)
    return "its outcomes";
  for (int e = 0; e < LAB_ENGINES; e++)
    for (int t = 0; t < LAB_TALLIES; t++)
      if (lab_words_have(info->expect[e], lab_tally_name((enum lab_tally)t)))
        return lab_tally_name((enum lab_tally)t);
  return NULL;
}

/* A forgotten line of the table: without it the variant would run, and everything that is said of it would be void. */
static bool check_functions(const struct reader *reader, const json_t *object, const struct lab_info *info) {
  char what[200];
  const char *needed = needs_audit(info);
  if (json_is_false(json_object_get(object, "acts")))
    return wrong(reader, "it has no .actor, .actors or .work, so nothing would be run");
  if (!needed || !json_is_false(json_object_get(object, "audits")))
    return true;
  snprintf(what, sizeof what, "it has no .audit, which alone can find %s", needed);
  return wrong(reader, what);
}

/* The first that can be read: what was installed with the hosts, the file as compiled, what came with us. */
static char *find_source(const struct lab_info *info, const char *file) {
  char path[3][PATH_MAX];
  snprintf(path[0], PATH_MAX, "%s/../../share/lab/labs/%s.c", info->hosts, info->name);
  snprintf(path[1], PATH_MAX, "%s", file[0] == '/' ? file : "");
  snprintf(path[2], PATH_MAX, "%s/share/lab/labs/%s.c", lab_prefix(), info->name);
  for (int p = 0; p < 3; p++)
    if (path[p][0] && access(path[p], R_OK) == 0)
      return realpath(path[p], NULL);
  return NULL;
}

static bool take_kind(const struct reader *reader, const json_t *object, enum lab_kind *kind) {
  const json_t *value = json_object_get(object, "kind");
  const char *name = json_string_value(value);
  *kind = LAB_THREADS;
  if (!value)
    return true;
  for (int k = LAB_THREADS; k <= LAB_TASKS && name; k++) {
    *kind = (enum lab_kind)k;
    if (strcmp(name, lab_kind_name(*kind)) == 0)
      return true;
  }
  return wrong(reader, "\"kind\" is not a kind of actors");
}

static bool take_variant(struct reader *reader, const json_t *object, struct lab_info *info) {
  long ops = 0, threads = 0, size = 0, unit = 0, iterations = 0;
  if (!take_name(reader, object, "lab", &info->lab) || !take_name(reader, object, "variant", &info->variant))
    return false;
  if (asprintf(&info->name, "%s/%s", info->lab, info->variant) < 0) {
    info->name = NULL;
    return lab_fail(reader->error, 3, "out of memory");
  }
  snprintf(reader->where, sizeof reader->where, "%s", info->name);
  const json_t *exclusive = json_object_get(object, "exclusive");
  const char *file = json_string_value(json_object_get(object, "file"));
  if (!json_is_boolean(exclusive) || !file)
    return wrong(reader, "\"exclusive\" or \"file\" is missing, or the path of the file is not UTF-8");
  if (!take_line(reader, object, "title", false, &info->title) ||
      !take_integer(reader, object, "ops", 1, 1000000000, &ops) ||
      !take_integer(reader, object, "threads", 1, LAB_ACTORS_MAX, &threads) ||
      !take_integer(reader, object, "size", 0, SIZE_MAX_SANE, &size) || !take_kind(reader, object, &info->kind) ||
      (info->kind == LAB_TIMED && (!take_integer(reader, object, "unit_us", 1, 1000000000, &unit) ||
                                   !take_integer(reader, object, "iterations", 1, 1000000000, &iterations))) ||
      !take_roles(reader, object, info) || !take_outcomes(reader, object, info) ||
      !take_expectations(reader, object, info) || !check_functions(reader, object, info))
    return false;
  info->ops = (unsigned long)ops;
  info->threads = (unsigned)threads;
  info->unit_us = (unsigned)unit;
  info->iterations = (unsigned)iterations;
  info->state_size = (size_t)size;
  info->exclusive = json_is_true(exclusive);
  info->hosts = strdup(reader->hosts);
  info->source = find_source(info, file);
  return info->hosts || lab_fail(reader->error, 3, "out of memory");
}

static bool take_all(struct lab_catalog *catalog, struct reader *reader, const json_t *list) {
  const size_t n = json_array_size(list);
  struct lab_info *grown = realloc(catalog->variants, (catalog->count + n + 1) * sizeof *grown);
  if (!grown)
    return lab_fail(reader->error, 3, "out of memory");
  catalog->variants = grown;
  const size_t before = catalog->count;
  for (size_t v = 0; v < n; v++) {
    struct lab_info *info = &grown[catalog->count++];
    *info = (struct lab_info){0};
    snprintf(reader->where, sizeof reader->where, "its variant number %zu", v + 1);
    bool good = take_variant(reader, json_array_get(list, v), info);
    for (size_t i = before; i + 1 < catalog->count && good; i++)
      if (strcmp(grown[i].name, info->name) == 0)
        good = wrong(reader, "it is there twice");
    if (!good) {
      while (catalog->count > before)
        lab_info_clear(&grown[--catalog->count]);
      return false;
    }
  }
  for (size_t i = before; i < catalog->count; i++)
    if (!lab_role_find(&grown[i]) && strcmp(reader->hosts, lab_host_directories_first()) != 0)
      lab_catalog_note(
          catalog, false,
          "%s: a variant is called broken, broken-<how>, fixed-<how> or exercise; by what it declares, this "
          "one counts as %s",
          grown[i].name, lab_role_name(grown[i].role));
  return true;
}

bool lab_describe_read(struct lab_catalog *catalog, const char *text, size_t size, const char *hosts,
                       struct lab_error *error) {
  struct reader reader = {.hosts = hosts, .error = error};
  json_error_t problem;
  json_t *document = json_loadb(text, size, JSON_REJECT_DUPLICATES, &problem);
  if (!document)
    return lab_fail(error, 3, "%s/lab-native --describe is not JSON: line %d: %s", hosts, problem.line, problem.text);
  const char *schema = json_string_value(json_object_get(document, "schema"));
  const json_t *list = json_object_get(document, "variants");
  bool good = false;
  if (!schema || strcmp(schema, "lab-describe/1") != 0)
    lab_fail(error, 3,
             "%s/lab-native --describe is of schema \"%.60s\", not lab-describe/1: it was built with another lab",
             hosts, schema ? schema : "");
  else if (!json_is_array(list) || json_array_size(list) > VARIANTS_MAX)
    lab_fail(error, 3, "%s/lab-native --describe has no list of variants", hosts);
  else
    good = take_all(catalog, &reader, list);
  json_decref(document);
  return good;
}

void lab_info_clear(struct lab_info *info) {
  char *owned[] = {info->lab,    info->variant, info->name,       info->title, info->hosts,
                   info->source, info->why,     info->unit_title, info->given};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
    free(owned[i]);
  for (int e = 0; e < LAB_ENGINES; e++)
    free(info->expect[e]);
  for (unsigned r = 0; r < info->n_roles; r++)
    free(info->roles[r]);
  free(info->roles);
  for (unsigned o = 0; o < info->n_outcomes; o++) {
    free(info->outcomes[o].id);
    free(info->outcomes[o].meaning);
  }
  free(info->outcomes);
  *info = (struct lab_info){0};
}
