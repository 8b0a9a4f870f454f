/* SPDX-License-Identifier: MIT */
/*
 * From a file to host executables: rules, compiler, symbols, linker.
 */
#include "build/build.h"
#include "grade/bench.h"
#include "grade/control.h"
#include "grade/rules.h"
#include "supervise/process.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COMPILE_SECONDS 30.0
#define MESSAGES_MAX 4000

static const char *const hosts[] = {"native", "tsan", "explore"};
#define HOSTS (sizeof hosts / sizeof *hosts)

bool lab_bench_rules(struct lab_bench *bench) {
  struct lab_outline outline;
  struct lab_error error = {0};
  const bool good = lab_outline_read(&outline, bench->handed->text, bench->handed->size, &error) &&
                    lab_rules_check(&bench->assignment->handout, &outline, &bench->assignment->rubric, &error);
  lab_outline_clear(&outline);
  if (!good && error.code == 1)
    return lab_bench_conclude(bench, LAB_JUDGED_FAIL, "rules", "against the rules: %s", error.text);
  return good || lab_bench_trouble(bench, &error);
}

/* -- The tree. -- */
static bool write_source(const char *path, const struct lab_handed_in *handed, struct lab_error *error) {
  FILE *file = fopen(path, "we");
  if (!file)
    return lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
  const bool bad = fwrite(handed->text, 1, handed->size, file) != handed->size;
  return (fclose(file) == 0 && !bad) || lab_fail(error, 3, "cannot write %s: %s", path, strerror(errno));
}

static bool make_tree(const struct lab_bench *bench, struct lab_build_source *sources, char paths[2][PATH_MAX + 160],
                      struct lab_error *error) {
  static const char *const names[] = {LAB_BENCH_VARIANT, LAB_BENCH_CONTROL};
  static const char *const written[] = {"objects", "libexec", "libexec/lab"}, *const ours[] = {"share", "share/lab",
                                                                                               "share/lab/labs"};
  const char *lab = bench->assignment->exercise->lab;
  char path[PATH_MAX + 100];
  if (chmod(bench->tree, 0755) != 0)
    return lab_fail(error, 3, "cannot change %s: %s", bench->tree, strerror(errno));
  for (size_t d = 0; d < 3; d++) {
    snprintf(path, sizeof path, "%s/%s", bench->tree, written[d]);
    if (!lab_sandbox_directory(&bench->assignment->sandbox, path, error))
      return false;
  }
  for (size_t d = 0; d < 4; d++) {
    snprintf(path, sizeof path, "%s/%s%s%s", bench->tree, d < 3 ? ours[d] : ours[2], d < 3 ? "" : "/",
             d < 3 ? "" : lab);
    if (mkdir(path, 0755) != 0)
      return lab_fail(error, 3, "cannot make %s: %s", path, strerror(errno));
  }
  for (size_t s = 0; s < 2; s++) {
    snprintf(paths[s], sizeof paths[s], "%s/%s.c", path, names[s]);
    sources[s].path = paths[s];
    snprintf(sources[s].lab, sizeof sources[s].lab, "%s", lab);
    snprintf(sources[s].variant, sizeof sources[s].variant, "%s", names[s]);
    if (!write_source(paths[s], bench->handed, error))
      return false;
  }
  return true;
}

/* -- Messages. -- */
/* The compiler's messages without the directory, at most so many bytes. */
static void keep_messages(struct lab_bench *bench, char *messages, const char *source) {
  const size_t length = (size_t)(strrchr(source, '/') - source) + 1;
  for (char *at = strstr(messages, source); at; at = strstr(at, source))
    memmove(at, at + length, strlen(at + length) + 1);
  if (strlen(messages) > MESSAGES_MAX)
    strcpy(messages + MESSAGES_MAX - 5, "...\n");
  json_t *text = json_string(messages);
  json_object_set_new(bench->result, "messages", text ? text : json_string("(not UTF-8)"));
}

/* The first error in a line: "exercise.c:7:3: error: ..." */
static void first_error(const char *messages, char *line, size_t size) {
  const char *at = strstr(messages, "error: ");
  while (at && at > messages && at[-1] != '\n')
    at--;
  snprintf(line, size, "%.*s", at ? (int)strcspn(at, "\n") : 0, at ? at : "");
}

/* -- Compiling. -- */
static bool explain_failure(struct lab_bench *bench, const struct lab_error *error, const char *messages,
                            double seconds) {
  char line[240];
  first_error(messages, line, sizeof line);
  if (error->code != 2)
    return lab_bench_trouble(bench, error);
  if (seconds >= COMPILE_SECONDS)
    return lab_bench_conclude(bench, LAB_JUDGED_INCONCLUSIVE, "compile", "the compiler was stopped after %g s",
                              COMPILE_SECONDS);
  return lab_bench_conclude(bench, LAB_JUDGED_FAIL, "compile", "does not compile%s%s", line[0] ? ": " : "", line);
}

static bool check_symbols(struct lab_bench *bench) {
  char object[PATH_MAX + 40];
  struct lab_error error = {0};
  snprintf(object, sizeof object, "%s/objects/native-0.o", bench->tree);
  if (lab_symbols_check(&bench->reach, object, bench->assignment->rubric.allow, &error))
    return true;
  return error.code == 1 ? lab_bench_conclude(bench, LAB_JUDGED_FAIL, "rules", "against the rules: %s", error.text)
                         : lab_bench_trouble(bench, &error);
}

static bool compile_all(struct lab_bench *bench, struct lab_build *build) {
  char *messages = NULL;
  size_t size = 0;
  struct lab_error error = {0};
  build->messages = open_memstream(&messages, &size);
  if (!build->messages)
    return lab_bench_conclude(bench, LAB_JUDGED_ERROR, "error", "out of memory");
  const double begin = lab_process_now();
  bool good = lab_build_compile(build, hosts, HOSTS, &error);
  const double seconds = lab_process_now() - begin;
  fclose(build->messages);
  bench->warned = strstr(messages, "warning: ") != NULL;
  keep_messages(bench, messages, build->sources[0].path);
  good = good ? check_symbols(bench) : explain_failure(bench, &error, messages, seconds);
  build->messages = good ? fopen("/dev/null", "we") : NULL;
  if (good && !(build->messages && lab_build_link(build, hosts, HOSTS, &error)))
    good = lab_bench_trouble(bench, &error);
  if (build->messages)
    fclose(build->messages);
  free(messages);
  return good;
}

bool lab_bench_build(struct lab_bench *bench) {
  char paths[2][PATH_MAX + 160], header[PATH_MAX + 20];
  struct lab_build_source sources[2] = {{0}};
  struct lab_error error = {0};
  struct lab_argv wrapper = {0};
  snprintf(header, sizeof header, "%s/control.h", bench->tree);
  char *const flags[] = {(char *)"-include", header, (char *)"-w"};
  sources[1].flags = flags;
  sources[1].n_flags = sizeof flags / sizeof *flags;
  bench->control = lab_control_draw();
  if (!make_tree(bench, sources, paths, &error) || !lab_control_write(header, bench->control, &error))
    return lab_bench_trouble(bench, &error);
  lab_sandbox_words(&bench->assignment->sandbox, LAB_SANDBOX_COMPILE, bench->tree, &wrapper);
  struct lab_build build = {.tree = bench->tree,
                            .sources = sources,
                            .n_sources = 2,
                            .wrapper = wrapper.all,
                            .n_wrapper = wrapper.n,
                            .seconds = COMPILE_SECONDS};
  const bool good = compile_all(bench, &build);
  lab_argv_clear(&wrapper);
  return good;
}
