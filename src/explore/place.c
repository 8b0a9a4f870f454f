/* SPDX-License-Identifier: MIT */
#include "explore/place.h"
#include "plan/catalog.h"
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sources of labs are named from their tree: labs/<lab>/<variant>.c. */
static FILE *open_source(const char *path) {
  FILE *file = fopen(path, "re");
  char installed[PATH_MAX];
  if (file || path[0] == '/')
    return file;
  snprintf(installed, sizeof installed, "%s/share/lab/%s", lab_prefix(), path);
  return fopen(installed, "re");
}

/* One line of a file, trimmed; NULL if it cannot be read. */
static char *source_line(const char *path, int line) {
  FILE *file = open_source(path);
  char *text = NULL;
  size_t room = 0;
  ssize_t length = -1;
  for (int l = 0; file && l < line; l++)
    length = getline(&text, &room, file);
  if (file)
    fclose(file);
  if (length < 0) {
    free(text);
    return NULL;
  }
  while (length > 0 && isspace((unsigned char)text[length - 1]))
    text[--length] = 0;
  char *start = text;
  while (isspace((unsigned char)*start))
    start++;
  memmove(text, start, strlen(start) + 1);
  return text;
}

void lab_place_add(struct lab_names *names, json_t *object) {
  struct lab_where where;
  uint64_t pc = (uint64_t)json_integer_value(json_object_get(object, "pc"));
  if (lab_names_place(names, pc, &where)) {
    json_t *place = json_object();
    const char *base = strrchr(where.file, '/');
    char *text = source_line(where.file, where.line);
    json_object_set_new(place, "file", json_string(base ? base + 1 : where.file));
    json_object_set_new(place, "path", json_string(where.file));
    json_object_set_new(place, "line", json_integer(where.line));
    json_object_set_new(place, "column", json_integer(where.column));
    json_object_set_new(place, "function", json_string(where.function ? where.function : ""));
    if (text)
      json_object_set_new(place, "text", json_string(text));
    json_object_set_new(object, "place", place);
    free(text);
  }
  json_object_del(object, "pc");
}
