/* SPDX-License-Identifier: MIT */
#include "grade/rubric.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EXECUTIONS_DEFAULT 500000ul
#define EXECUTIONS_MAX 1000000000.0
#define BOUND_MAX 8 /* actors or operations: more is never explored to the end */
#define FACTOR_DEFAULT 10.0
#define FACTOR_MAX 1e6
#define SUM_ERROR 1e-6

static const char *const names[LAB_CRITERIA] = {"result", "races", "waiting", "cost", "warnings"};

const char *lab_criterion_name(enum lab_criterion criterion) { return names[criterion]; }

const char *lab_criterion_meaning(enum lab_criterion criterion) {
  static const char *const meanings[LAB_CRITERIA] = {
      [LAB_CRITERION_RESULT] = "it holds in every interleaving that is explored",
      [LAB_CRITERION_RACES] = "there is no data race",
      [LAB_CRITERION_WAITING] = "nobody sleeps or waits in a loop",
      [LAB_CRITERION_COST] = "an operation does not take much longer than it has to",
      [LAB_CRITERION_WARNINGS] = "the compiler has no warnings"};
  return meanings[criterion];
}

struct reader {
  const char *path;
  struct lab_error *error;
};

static bool wrong(const struct reader *reader, const char *what) {
  return lab_fail(reader->error, 2, "%s: %s", reader->path, what);
}

static bool check_keys(const struct reader *reader, const json_t *object, const char *where, const char *const *keys,
                       size_t n) {
  const char *key;
  const json_t *value;
  json_object_foreach((json_t *)(uintptr_t)object, key, value) {
    bool known = false;
    for (size_t k = 0; k < n; k++)
      known |= strcmp(keys[k], key) == 0;
    const char *near = known ? NULL : lab_nearest(key, keys, n);
    if (!known && near)
      return lab_fail(reader->error, 2, "%s: %sno \"%.60s\"; did you mean \"%s\"?", reader->path, where, key, near);
    if (!known)
      return lab_fail(reader->error, 2, "%s: %sno \"%.60s\"", reader->path, where, key);
  }
  return true;
}

static bool read_number(const struct reader *reader, const json_t *object, const char *key, double low, double high,
                        bool whole, double *into) {
  const json_t *value = json_object_get(object, key);
  if (!value)
    return true;
  const double number = json_number_value(value);
  if (!json_is_number(value) || number < low || number > high || (whole && number != floor(number)))
    return lab_fail(reader->error, 2, "%s: \"%s\" is not a%s number in %g..%g", reader->path, key,
                    whole ? " whole" : "", low, high);
  *into = number;
  return true;
}

static bool read_points(const struct reader *reader, struct lab_rubric *rubric) {
  const json_t *points = json_object_get(rubric->document, "points");
  if (!read_number(reader, rubric->document, "total", 0, 1e6, false, &rubric->total))
    return false;
  if (points) {
    if (!json_is_object(points))
      return wrong(reader, "\"points\" is not an object");
    if (!check_keys(reader, points, "points: ", names, LAB_CRITERIA))
      return false;
    memset(rubric->points, 0, sizeof rubric->points);
  }
  double sum = 0;
  for (int c = 0; c < LAB_CRITERIA; c++) {
    if (!read_number(reader, points, names[c], 0, 1e6, false, &rubric->points[c]))
      return false;
    sum += rubric->points[c];
  }
  return fabs(sum - rubric->total) <= SUM_ERROR ||
         lab_fail(reader->error, 2, "%s: the points add up to %g, not to the total of %g", reader->path, sum,
                  rubric->total);
}

static bool read_bound(const struct reader *reader, const json_t *entry, struct lab_bound *bound) {
  static const char *const keys[] = {"actors", "ops", "memory"};
  static const char *const memories[] = {"sc", "tso"};
  double actors = 2, ops = 1;
  if (!json_is_object(entry) || !check_keys(reader, entry, "explore: ", keys, 3))
    return wrong(reader, "an entry of \"explore\" is not an object");
  if (!read_number(reader, entry, "actors", 1, BOUND_MAX, true, &actors) ||
      !read_number(reader, entry, "ops", 1, BOUND_MAX, true, &ops))
    return false;
  const json_t *memory = json_object_get(entry, "memory");
  const char *model = memory ? json_string_value(memory) : "sc";
  if (!model || (strcmp(model, memories[0]) != 0 && strcmp(model, memories[1]) != 0))
    return wrong(reader, "\"memory\" is neither \"sc\" nor \"tso\"");
  *bound = (struct lab_bound){(unsigned)actors, (unsigned long)ops, strcmp(model, "tso") == 0};
  return true;
}

static bool read_bounds(const struct reader *reader, struct lab_rubric *rubric) {
  const json_t *list = json_object_get(rubric->document, "explore");
  double executions = EXECUTIONS_DEFAULT;
  if (!read_number(reader, rubric->document, "executions", 1, EXECUTIONS_MAX, true, &executions))
    return false;
  rubric->executions = (unsigned long)executions;
  if (!list)
    return true;
  const size_t n = json_array_size(list);
  if (n < 1 || n > LAB_BOUNDS_MAX)
    return wrong(reader, "\"explore\" is not an array of 1 to 8 explorations");
  rubric->n_bounds = (unsigned)n;
  for (size_t b = 0; b < n; b++)
    if (!read_bound(reader, json_array_get(list, b), &rubric->bounds[b]))
      return false;
  return true;
}

static bool read_cost(const struct reader *reader, struct lab_rubric *rubric) {
  static const char *const keys[] = {"reference", "factor"};
  const json_t *cost = json_object_get(rubric->document, "cost");
  if (!cost)
    return true;
  if (!json_is_object(cost) || !check_keys(reader, cost, "cost: ", keys, 2))
    return wrong(reader, "\"cost\" is not an object");
  const json_t *reference = json_object_get(cost, "reference");
  rubric->reference = json_string_value(reference);
  if (reference && !rubric->reference)
    return wrong(reader, "\"reference\" is not the name of a variant");
  return read_number(reader, cost, "factor", 1, FACTOR_MAX, false, &rubric->factor);
}

static bool read_words(const struct reader *reader, const struct lab_rubric *rubric, const char *key,
                       const json_t **into) {
  *into = json_object_get(rubric->document, key);
  for (size_t i = 0; i < json_array_size(*into); i++)
    if (!json_is_string(json_array_get(*into, i)))
      return lab_fail(reader->error, 2, "%s: \"%s\" is not an array of strings", reader->path, key);
  return !*into || json_is_array(*into) ||
         lab_fail(reader->error, 2, "%s: \"%s\" is not an array of strings", reader->path, key);
}

static bool read_falsify(const struct reader *reader, struct lab_rubric *rubric) {
  static const char *const keys[] = {"text", "as"};
  const json_t *list = json_object_get(rubric->document, "falsify");
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *entry = json_array_get(list, i);
    if (json_is_object(entry) && !check_keys(reader, entry, "falsify: ", keys, 2))
      return false;
    const char *text = json_string_value(json_object_get(entry, "text"));
    if (!text || !*text || !json_is_string(json_object_get(entry, "as")))
      return wrong(reader, "an entry of \"falsify\" is not {\"text\": ..., \"as\": ...}");
  }
  rubric->falsify = list;
  return !list || json_is_array(list) || wrong(reader, "\"falsify\" is not an array");
}

static bool read_document(const struct reader *reader, struct lab_rubric *rubric) {
  static const char *const keys[] = {"schema",    "total", "points",  "explore", "executions", "cost", "idle",
                                     "unchanged", "keep",  "falsify", "reach",   "allow",      "deny", "refuse"};
  if (!json_is_object(rubric->document))
    return wrong(reader, "a rubric is an object");
  const char *schema = json_string_value(json_object_get(rubric->document, "schema"));
  if (!schema || strcmp(schema, "lab-rubric-1") != 0)
    return wrong(reader, "\"schema\" is not \"lab-rubric-1\"");
  const json_t *idle = json_object_get(rubric->document, "idle");
  rubric->idle = json_is_true(idle);
  rubric->refuse = json_string_value(json_object_get(rubric->document, "refuse"));
  if (idle && !json_is_boolean(idle))
    return wrong(reader, "\"idle\" is neither true nor false");
  return check_keys(reader, rubric->document, "", keys, sizeof keys / sizeof *keys) && read_points(reader, rubric) &&
         read_bounds(reader, rubric) && read_cost(reader, rubric) &&
         read_words(reader, rubric, "unchanged", &rubric->unchanged) &&
         read_words(reader, rubric, "keep", &rubric->keep) && read_words(reader, rubric, "reach", &rubric->reach) &&
         read_words(reader, rubric, "allow", &rubric->allow) && read_words(reader, rubric, "deny", &rubric->deny) &&
         read_falsify(reader, rubric);
}

bool lab_rubric_read(struct lab_rubric *rubric, const char *path, struct lab_error *error) {
  *rubric = (struct lab_rubric){.points = {50, 30, 10, 10, 0},
                                .total = 100,
                                .bounds = {{2, 1, false}, {2, 2, false}, {2, 1, true}},
                                .n_bounds = 3,
                                .executions = EXECUTIONS_DEFAULT,
                                .factor = FACTOR_DEFAULT};
  if (!path)
    return true;
  json_error_t problem;
  rubric->document = json_load_file(path, JSON_REJECT_DUPLICATES, &problem);
  if (!rubric->document)
    return problem.line > 0 ? lab_fail(error, 2, "%s: line %d: %s", path, problem.line, problem.text)
                            : lab_fail(error, 2, "%s", problem.text);
  const struct reader reader = {path, error};
  if (read_document(&reader, rubric))
    return true;
  lab_rubric_clear(rubric);
  return false;
}

bool lab_rubric_read_of(struct lab_rubric *rubric, const char *source, const char *given, struct lab_error *error) {
  char path[PATH_MAX + 16];
  snprintf(path, sizeof path, "%.*s/rubric.json", (int)(strrchr(source, '/') - source), source);
  return lab_rubric_read(rubric, given ? given : access(path, F_OK) == 0 ? path : NULL, error);
}

void lab_rubric_clear(struct lab_rubric *rubric) {
  json_decref(rubric->document);
  *rubric = (struct lab_rubric){0};
}

const char *lab_rubric_piece(const struct lab_rubric *rubric, size_t i) {
  const size_t kept = json_array_size(rubric->keep);
  return json_string_value(i < kept ? json_array_get(rubric->keep, i)
                                    : json_object_get(json_array_get(rubric->falsify, i - kept), "text"));
}
