/* SPDX-License-Identifier: MIT */
/*
 * From a file to host executables: rules, compiler, symbols, linker.
 */
#include "build/build.h"
#include "grade/bench.h"
#include "grade/control.h"
#include "grade/rules.h"
#include "grade/witness.h"
#include "supervise/process.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COMPILE_SECONDS 30.0
#define MESSAGES_MAX 4000

enum version { SUBMISSION, CONTROL, WITNESS, VERSIONS };

static const char *const hosts[] = {"native", "tsan", "explore"};
#define HOSTS (sizeof hosts / sizeof *hosts)

bool lab_bench_rules(struct lab_bench *bench) {
  struct lab_outline outline;
  struct lab_error error = {0};
  const bool good = lab_outline_read(&outline, bench->handed->text, bench->handed->size, &error) &&
                    lab_rules_check(&bench->assignment->handout, &bench->assignment->harness, &outline,
                                    &bench->assignment->rubric, &error);
  for (size_t t = 0; t < outline.tokens.n; t++)
    bench->sequenced |= lab_token_is(&outline.tokens.all[t], "ck_sequence_read_begin");
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

static bool make_folders(const struct lab_bench *bench, char *sources, size_t size, struct lab_error *error) {
  static const char *const written[] = {"objects", "libexec", "libexec/lab"}, *const ours[] = {"share", "share/lab",
                                                                                               "share/lab/labs"};
  char path[PATH_MAX + 40];
  if (chmod(bench->tree, 0755) != 0)
    return lab_fail(error, 3, "cannot change %s: %s", bench->tree, strerror(errno));
  for (size_t d = 0; d < 3; d++) {
    snprintf(path, sizeof path, "%s/%s", bench->tree, written[d]);
    if (!lab_sandbox_directory(&bench->assignment->sandbox, path, error))
      return false;
  }
  for (size_t d = 0; d < 3; d++) {
    snprintf(path, sizeof path, "%s/%s", bench->tree, ours[d]);
    if (mkdir(path, 0755) != 0)
      return lab_fail(error, 3, "cannot make %s: %s", path, strerror(errno));
  }
  snprintf(sources, size, "%s/%s", path, bench->assignment->exercise->lab);
  return mkdir(sources, 0755) == 0 || lab_fail(error, 3, "cannot make %s: %s", sources, strerror(errno));
}

/* One of the files that it is compiled as, and what is included before it. */
struct file {
  char path[PATH_MAX + 160], padding[PATH_MAX + 60];
  char *flags[5];
};

static bool write_file(struct lab_bench *bench, enum version version, const char *folder, char *control,
                       struct file *file, struct lab_build_source *source, struct lab_error *error) {
  static const char *const names[VERSIONS] = {LAB_BENCH_VARIANT, LAB_BENCH_CONTROL, LAB_BENCH_WITNESS};
  snprintf(file->path, sizeof file->path, "%s/%s.c", folder, names[version]);
  snprintf(file->padding, sizeof file->padding, "%s/%s.h", bench->tree, names[version]);
  /* Warnings of all but one are those of the submission once more. */
  char *const flags[] = {(char *)"-include", file->padding, version == SUBMISSION ? (char *)"-g" : (char *)"-w",
                         (char *)"-include", control};
  memcpy(file->flags, flags, sizeof flags);
  *source = (struct lab_build_source){.path = file->path, .flags = file->flags, .n_flags = version == CONTROL ? 5 : 3};
  snprintf(source->lab, sizeof source->lab, "%s", bench->assignment->exercise->lab);
  snprintf(source->variant, sizeof source->variant, "%s", names[version]);
  return lab_control_write_padding(file->padding, error) &&
         (version == WITNESS ? lab_witness_write(file->path, bench->handed, &bench->assignment->rubric, error)
                             : write_source(file->path, bench->handed, error));
}

/* -- Messages. -- */
/*
 * The compiler's messages of the submission itself, not of its control and witness, where they are the same once more;
 * without the directory, at most so many bytes.
 */
static void keep_messages(struct lab_bench *bench, char *messages, const char *source) {
  const size_t directory = (size_t)(strrchr(source, '/') - source) + 1;
  bool own = true;
  char *into = messages;
  for (char *line = messages, *end; *line; line = end) {
    end = line + strcspn(line, "\n");
    end += *end == '\n';
    char *path = memmem(line, (size_t)(end - line), source, directory);
    if (path)
      own = strncmp(path, source, strlen(source)) == 0;
    const size_t head = path ? (size_t)(path - line) : 0, skipped = path ? directory : 0;
    const size_t rest = (size_t)(end - line) - head - skipped;
    if (!own)
      continue;
    memmove(into, line, head);
    memmove(into + head, line + head + skipped, rest);
    into += head + rest;
  }
  *into = '\0';
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

static bool check_symbols(struct lab_bench *bench, size_t own) {
  char native[PATH_MAX + 40], explored[PATH_MAX + 40];
  struct lab_error error = {0};
  snprintf(native, sizeof native, "%s/objects/native-%zu.o", bench->tree, own);
  snprintf(explored, sizeof explored, "%s/objects/explore-%zu.o", bench->tree, own);
  if (lab_symbols_check(&bench->reach, native, bench->assignment->rubric.allow, &error) &&
      lab_symbols_check_size(explored, &error))
    return true;
  return error.code == 1 ? lab_bench_conclude(bench, LAB_JUDGED_FAIL, "rules", "against the rules: %s", error.text)
                         : lab_bench_trouble(bench, &error);
}

/* own: which of the sources is the submission itself. */
static bool compile_all(struct lab_bench *bench, struct lab_build *build, size_t own) {
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
  keep_messages(bench, messages, build->sources[own].path);
  good = good ? check_symbols(bench, own) : explain_failure(bench, &error, messages, seconds);
  build->messages = good ? fopen("/dev/null", "we") : NULL;
  if (good && !(build->messages && lab_build_link(build, hosts, HOSTS, &error)))
    good = lab_bench_trouble(bench, &error);
  if (build->messages)
    fclose(build->messages);
  free(messages);
  return good;
}

bool lab_bench_build(struct lab_bench *bench) {
  char folder[PATH_MAX + 100], control[PATH_MAX + 20];
  struct file *files = calloc(VERSIONS, sizeof *files);
  struct lab_build_source sources[VERSIONS];
  struct lab_error error = {0};
  struct lab_argv wrapper = {0};
  size_t order[VERSIONS];
  const size_t n = json_array_size(bench->assignment->rubric.falsify) ? VERSIONS : VERSIONS - 1;
  snprintf(control, sizeof control, "%s/amount.h", bench->tree);
  bench->control = lab_control_draw();
  lab_control_shuffle(order, n);
  bool good =
      files && make_folders(bench, folder, sizeof folder, &error) && lab_control_write(control, bench->control, &error);
  for (size_t v = 0; v < n && good; v++)
    good = write_file(bench, (enum version)v, folder, control, &files[v], &sources[order[v]], &error);
  lab_sandbox_words(&bench->assignment->sandbox, LAB_SANDBOX_COMPILE, bench->tree, &wrapper);
  struct lab_build build = {.tree = bench->tree,
                            .sources = sources,
                            .n_sources = n,
                            .wrapper = wrapper.all,
                            .n_wrapper = wrapper.n,
                            .seconds = COMPILE_SECONDS};
  good = good ? compile_all(bench, &build, order[SUBMISSION]) : lab_bench_trouble(bench, &error);
  lab_argv_clear(&wrapper);
  free(files);
  return good;
}
