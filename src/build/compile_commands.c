/* SPDX-License-Identifier: MIT */
#include "build/compile_commands.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool begins_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

static bool begins_with_any(const char *text, const char *const *starts) {
  for (; *starts; starts++)
    if (begins_with(text, *starts))
      return true;
  return false;
}

static bool is_any(const char *text, const char *const *words) {
  for (; *words; words++)
    if (strcmp(text, *words) == 0)
      return true;
  return false;
}

/* Flags that are followed by a word, or have it at their end. */
static const char *const with_path[] = {"-isystem", "-iquote", "-idirafter", "-imacros", "-include", "-I", NULL};
static const char *const with_word[] = {"-D", "-U", NULL};
/* Not ours to take over, and followed by a word. */
static const char *const dropped_pairs[] = {"-o",       "-x",     "-MF",         "-MT",     "-MQ",
                                            "-MJ",      "-mllvm", "-target",     "-arch",   "-Xclang",
                                            "-Xlinker", "-L",     "-Xassembler", "--param", "-Xpreprocessor",
                                            "-l",       NULL};
static const char *const kept[] = {"-std=", "-ansi", "-f", "-m", "-pthread", NULL};
/* What begins like one that is kept, and is not: how it is compiled, linked or named, not what it means. */
static const char *const dropped[] = {"-fsanitize",
                                      "-fno-sanitize",
                                      "-flto",
                                      "-fno-lto",
                                      "-fprofile",
                                      "-fno-profile",
                                      "-fcoverage",
                                      "-ftest-coverage",
                                      "-fdiagnostics",
                                      "-fcolor-diagnostics",
                                      "-fno-diagnostics",
                                      "-fdebug-prefix-map",
                                      "-ffile-prefix-map",
                                      "-fmacro-prefix-map",
                                      "-fuse-ld",
                                      "-fplugin",
                                      "-fanalyzer",
                                      NULL};

/* "-I" and "dir" of a command that was given in a directory: one word, absolute where there is such a file. */
static void add_path(struct lab_argv *flags, const char *flag, const char *path, const char *directory) {
  char *absolute = NULL, *given = NULL;
  if (path[0] != '/' && path[0] != '=' && asprintf(&given, "%s/%s", directory, path) > 0)
    absolute = realpath(given, NULL);
  lab_argv_add(flags, flag);
  lab_argv_add(flags, absolute ? absolute : path);
  free(absolute);
  free(given);
}

/* Takes over what is wanted of the words at this place; returns how many it looked at. */
static size_t take(struct lab_argv *flags, char *const *words, size_t n, const char *directory) {
  const char *word = words[0], *next = n > 1 ? words[1] : NULL;
  for (size_t f = 0; with_path[f]; f++) {
    if (strcmp(word, with_path[f]) == 0 && next) {
      add_path(flags, word, next, directory);
      return 2;
    }
    if (begins_with(word, with_path[f]) && !begins_with(word, "-include-")) {
      add_path(flags, with_path[f], word + strlen(with_path[f]), directory);
      return 1;
    }
  }
  if (is_any(word, with_word) && next) {
    lab_argv_add_all(flags, words, 2);
    return 2;
  }
  if (is_any(word, dropped_pairs))
    return 2;
  if (begins_with_any(word, with_word) || (begins_with_any(word, kept) && !begins_with_any(word, dropped)))
    lab_argv_add(flags, word);
  return 1;
}

json_t *lab_compile_commands_load(const char *file, struct lab_error *error) {
  json_error_t problem;
  json_t *database = json_load_file(file, 0, &problem);
  if (!database && access(file, R_OK) != 0)
    lab_fail(error, 2, "cannot read %s", file);
  else if (!database)
    lab_fail(error, 2, "%s is not JSON: line %d: %s", file, problem.line, problem.text);
  else if (!json_is_array(database))
    lab_fail(error, 2, "%s is no compilation database: it is not a list", file);
  if (!error->code)
    return database;
  json_decref(database);
  return NULL;
}

static const char *text_of(const json_t *entry, const char *key) {
  const char *text = json_string_value(json_object_get(entry, key));
  return text ? text : "";
}

static bool is_entry_of(const json_t *entry, const char *absolute) {
  const char *file = text_of(entry, "file");
  char *path = NULL;
  if (asprintf(&path, "%s%s%s", file[0] == '/' ? "" : text_of(entry, "directory"), file[0] == '/' ? "" : "/", file) < 0)
    return false;
  char *its = realpath(path, NULL);
  const bool same = its && strcmp(its, absolute) == 0;
  free(its);
  free(path);
  return same;
}

static const char *base_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static bool fail_unknown(const json_t *database, const char *file, const char *source, struct lab_error *error) {
  const size_t n = json_array_size(database);
  const char **names = calloc(n + 1, sizeof *names), *near = NULL;
  for (size_t e = 0; e < n && names; e++)
    names[e] = base_of(text_of(json_array_get(database, e), "file"));
  const char *name = names ? lab_nearest(base_of(source), names, n) : NULL;
  for (size_t e = 0; e < n && name && !near; e++)
    if (names[e] == name)
      near = text_of(json_array_get(database, e), "file");
  free(names);
  return lab_fail(error, 2, "%s has no entry for %s%s%s", file, source, near ? "; the nearest is " : "",
                  near ? near : "");
}

/* The words of an entry, whichever way it gives them. */
static bool words_of(const json_t *entry, struct lab_argv *words) {
  const json_t *arguments = json_object_get(entry, "arguments");
  if (!arguments)
    return *text_of(entry, "command") && lab_argv_split(words, text_of(entry, "command"));
  for (size_t a = 0; a < json_array_size(arguments); a++)
    lab_argv_add(words, json_string_value(json_array_get(arguments, a)));
  return words->n > 0;
}

bool lab_compile_commands_flags(const json_t *database, const char *file, const char *source, struct lab_argv *flags,
                                struct lab_error *error) {
  char *absolute = realpath(source, NULL);
  const json_t *entry = NULL;
  for (size_t e = 0; e < json_array_size(database) && !entry && absolute; e++)
    if (is_entry_of(json_array_get(database, e), absolute))
      entry = json_array_get(database, e);
  free(absolute);
  if (!entry)
    return fail_unknown(database, file, source, error);
  struct lab_argv words = {0};
  const bool good = words_of(entry, &words);
  for (size_t w = 1; w < words.n && good;)
    w += take(flags, words.all + w, words.n - w, text_of(entry, "directory"));
  const bool failed = words.failed || flags->failed;
  lab_argv_clear(&words);
  if (failed)
    return lab_fail(error, 3, "out of memory");
  return good || lab_fail(error, 2, "%s: the entry for %s has no command", file, source);
}
