/* SPDX-License-Identifier: MIT */
#include "grade/keep.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEMA "lab-grades-1"

bool lab_keep_read(const char *path, json_t **results, struct lab_error *error) {
  json_error_t problem;
  *results = json_array();
  if (access(path, F_OK) != 0)
    return true;
  json_t *document = json_load_file(path, 0, &problem);
  if (!document)
    return lab_fail(error, 2, "%s is no file of results: line %d: %s", path, problem.line, problem.text);
  const char *schema = json_string_value(json_object_get(document, "schema"));
  const json_t *list = json_object_get(document, "results");
  const bool good = schema && strcmp(schema, SCHEMA) == 0 && json_is_array(list);
  if (good)
    json_array_extend(*results, (json_t *)(uintptr_t)list);
  json_decref(document);
  return good || lab_fail(error, 2, "%s is no file of results (\"schema\" is not \"" SCHEMA "\")", path);
}

/* Everything is on the disk before the old file goes. */
static bool write_whole(FILE *file, const json_t *document) {
  const bool good = json_dumpf(document, file, JSON_COMPACT) == 0 && fputc('\n', file) != EOF && fflush(file) == 0 &&
                    fsync(fileno(file)) == 0;
  return good;
}

bool lab_keep_write(const char *path, const json_t *results, struct lab_error *error) {
  char *temporary = NULL;
  json_t *document = json_pack("{s:s, s:O}", "schema", SCHEMA, "results", results);
  if (!document || asprintf(&temporary, "%s.lab-XXXXXX", path) < 0) {
    json_decref(document);
    return lab_fail(error, 3, "out of memory");
  }
  const int fd = mkstemp(temporary);
  FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
  bool good = file && fchmod(fd, 0644) == 0 && write_whole(file, document);
  int reason = errno;
  if (file && fclose(file) != 0 && good) {
    good = false;
    reason = errno;
  }
  if (good && rename(temporary, path) != 0) {
    good = false;
    reason = errno;
  }
  if (!good && fd >= 0)
    unlink(temporary);
  free(temporary);
  json_decref(document);
  return good || lab_fail(error, 3, "cannot write %s: %s", path, strerror(reason));
}

static bool is_text(const json_t *result, const char *key, const char *text) {
  const char *value = json_string_value(json_object_get(result, key));
  return value && strcmp(value, text) == 0;
}

json_t *lab_keep_find(const json_t *results, const struct lab_assignment *assignment,
                      const struct lab_submission *submission, const struct lab_handed_in *handed) {
  char hash[2][17];
  const json_t *result;
  size_t i;
  if (handed->hash == 0) /* it was not taken in: found out again at once */
    return NULL;
  snprintf(hash[0], sizeof hash[0], "%016" PRIx64, handed->hash);
  snprintf(hash[1], sizeof hash[1], "%016" PRIx64, assignment->hash);
  json_array_foreach(results, i, result) {
    if (is_text(result, "name", submission->name) && is_text(result, "hash", hash[0]) &&
        is_text(result, "assignment", hash[1]) && is_text(result, "lab", assignment->exercise->lab) &&
        lab_judgement_of(result) != LAB_JUDGED_ERROR)
      return json_incref((json_t *)(uintptr_t)result);
  }
  return NULL;
}
