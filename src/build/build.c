/* SPDX-License-Identifier: MIT */
#include "build/build.h"
#include "build/pool.h"
#include "build/toolchain.h"
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * What a file is compiled with before the flags of its project, which win over these.  GNU's C, since that is what
 * compilers default to.
 */
static const char *const first_flags[] = {"-std=gnu11", "-Wall"};

/* A batch of commands: n of them for each host, those of a host next to each other. */
struct batch {
  struct lab_argv *words;
  char **logs;
  struct lab_pool_command *commands;
  size_t n, n_hosts, made;
};

static void batch_clear(struct batch *batch) {
  for (size_t c = 0; c < batch->made; c++) {
    lab_argv_clear(&batch->words[c]);
    free(batch->logs[c]);
  }
  free(batch->words);
  free(batch->logs);
  free(batch->commands);
}

static bool batch_open(struct batch *batch, size_t n, size_t n_hosts, struct lab_error *error) {
  const size_t all = n * n_hosts + 1;
  *batch = (struct batch){.words = calloc(all, sizeof *batch->words),
                          .logs = calloc(all, sizeof *batch->logs),
                          .commands = calloc(all, sizeof *batch->commands),
                          .n = n,
                          .n_hosts = n_hosts};
  return (batch->words && batch->logs && batch->commands) || lab_fail(error, 3, "out of memory");
}

/* The words of the next command, which begin with the wrapper and the compiler. */
static struct lab_argv *batch_next(struct batch *batch, const struct lab_build *build, const char *host,
                                   const char *what) {
  struct lab_argv *words = &batch->words[batch->made];
  lab_argv_add_all(words, build->wrapper, build->n_wrapper);
  lab_argv_add(words, lab_toolchain_clang());
  if (asprintf(&batch->logs[batch->made], "%s/objects/%s-%s.log", build->tree, host, what) < 0)
    batch->logs[batch->made] = NULL;
  batch->made++;
  return words;
}

/* -- What went wrong, and what the compiler says. -- */

static void copy_log(FILE *out, const char *path) {
  FILE *log = fopen(path, "re");
  char buffer[4096];
  for (size_t n = 1; log && n > 0;) {
    n = fread(buffer, 1, sizeof buffer, log);
    fwrite(buffer, 1, n, out);
  }
  if (log)
    fclose(log);
  fflush(out);
}

static bool went_well(const struct lab_pool_command *c) {
  return !c->start_error && !c->timed_out && WIFEXITED(c->status) && WEXITSTATUS(c->status) == 0;
}

static bool explain(const struct lab_pool_command *c, const struct lab_build *build, const char *what, double seconds,
                    struct lab_error *error) {
  if (c->start_error)
    return lab_fail(error, 77, "cannot start the compiler, %s: %s%s", c->argv[0], strerror(c->start_error),
                    build->n_wrapper ? "" : "; LAB_CLANG names another one");
  if (c->timed_out)
    return lab_fail(error, 2, "%s: the compiler was stopped after %g s", what, seconds);
  if (WIFSIGNALED(c->status))
    return lab_fail(error, 2, "%s: the compiler was killed by SIG%s", what, sigabbrev_np(WTERMSIG(c->status)));
  return lab_fail(error, 2, "%s does not %s", what, strchr(what, ' ') ? "link" : "compile");
}

/*
 * Runs the batch.  Of each source, messages of the first host are shown; those of another one only where that alone
 * fails.
 */
static bool batch_run(struct batch *batch, const struct lab_build *build, const char *const *names,
                      struct lab_error *error) {
  const double seconds = build->seconds > 0 ? build->seconds : LAB_BUILD_SECONDS;
  FILE *out = build->messages ? build->messages : stderr;
  cpu_set_t usable;
  const int cpus = sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : 1;
  for (size_t c = 0; c < batch->made; c++) {
    if (batch->words[c].failed || !batch->logs[c])
      return lab_fail(error, 3, "out of memory");
    batch->commands[c] = (struct lab_pool_command){.argv = batch->words[c].all, .log = batch->logs[c]};
  }
  lab_pool_run(batch->commands, batch->made, (unsigned)cpus, seconds);
  for (size_t i = 0; i < batch->n; i++) {
    const struct lab_pool_command *shown = &batch->commands[i];
    for (size_t h = 1; h < batch->n_hosts && went_well(shown); h++)
      if (!went_well(&batch->commands[h * batch->n + i]))
        shown = &batch->commands[h * batch->n + i];
    if (!build->failures_only || !went_well(shown))
      copy_log(out, shown->log);
    if (!went_well(shown))
      explain(shown, build, names[i], seconds, error);
  }
  return error->code == 0;
}

/* -- Compiling. -- */

static bool ends_with(const char *word, const char *end) {
  const size_t n = strlen(word), m = strlen(end);
  return n > m && strcmp(word + n - m, end) == 0;
}

/* How many words, from this one on, are for the linker alone. */
static size_t linker_words(char *const *flags, size_t n) {
  if (strcmp(flags[0], "-l") == 0 || strcmp(flags[0], "-L") == 0 || strcmp(flags[0], "-Xlinker") == 0)
    return n > 1 ? 2 : 1;
  return strncmp(flags[0], "-l", 2) == 0 || strncmp(flags[0], "-L", 2) == 0 || strncmp(flags[0], "-Wl,", 4) == 0 ||
         (flags[0][0] != '-' && (ends_with(flags[0], ".o") || ends_with(flags[0], ".a") || ends_with(flags[0], ".so")));
}

static void add_flags(struct lab_argv *words, char *const *flags, size_t n, bool linking) {
  for (size_t f = 0; f < n;) {
    const size_t linker = linker_words(flags + f, n - f), take = linker ? linker : 1;
    if ((linker > 0) == linking)
      lab_argv_add_all(words, flags + f, take);
    f += take;
  }
}

static bool has_flag(const struct lab_build *build, const struct lab_build_source *source, const char *start) {
  for (size_t f = 0; f < build->n_flags; f++)
    if (strncmp(build->flags[f], start, strlen(start)) == 0)
      return true;
  for (size_t f = 0; f < source->n_flags; f++)
    if (strncmp(source->flags[f], start, strlen(start)) == 0)
      return true;
  return false;
}

static void object_path(char *path, size_t size, const struct lab_build *build, const char *host, size_t source) {
  snprintf(path, size, "%s/objects/%s-%zu.o", build->tree, host, source);
}

static void add_compile(struct batch *batch, const struct lab_build *build, const char *host, size_t s) {
  const struct lab_build_source *source = &build->sources[s];
  char object[PATH_MAX + 64], number[24];
  snprintf(number, sizeof number, "%zu", s);
  struct lab_argv *words = batch_next(batch, build, host, number);
  for (size_t f = 0; f < sizeof first_flags / sizeof *first_flags; f++)
    lab_argv_add(words, first_flags[f]);
  if (!has_flag(build, source, "-D_GNU_SOURCE"))
    lab_argv_add(words, "-D_GNU_SOURCE=");
  if (isatty(fileno(build->messages ? build->messages : stderr)) && !getenv("NO_COLOR"))
    lab_argv_add(words, "-fcolor-diagnostics");
  add_flags(words, source->flags, source->n_flags, false);
  add_flags(words, build->flags, build->n_flags, false);
  lab_toolchain_compile(words, host);
  /* __FILE__ names the variant.  The explorer's reports and gdb want the path itself, the tables of the others not. */
  lab_argv_format(words, "-f%s-prefix-map=%s=labs/%s/%s.c", strcmp(host, "explore") == 0 ? "macro" : "file",
                  source->path, source->lab, source->variant);
  object_path(object, sizeof object, build, host, s);
  lab_argv_add(words, "-c");
  lab_argv_add(words, "-o");
  lab_argv_add(words, object);
  lab_argv_add(words, source->path);
}

static bool check_hosts(const char *const *hosts, size_t n, struct lab_error *error) {
  for (size_t h = 0; h < n; h++)
    if (!lab_toolchain_has(hosts[h], error))
      return false;
  return true;
}

static bool make_directory(const char *tree, const char *below, struct lab_error *error) {
  char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/%s", tree, below);
  return mkdir(path, 0700) == 0 || errno == EEXIST || lab_fail(error, 3, "cannot make %s: %s", path, strerror(errno));
}

bool lab_build_compile(struct lab_build *build, const char *const *hosts, size_t n_hosts, struct lab_error *error) {
  struct batch batch;
  const char **names = calloc(build->n_sources + 1, sizeof *names);
  bool good = batch_open(&batch, build->n_sources, n_hosts, error) && names && check_hosts(hosts, n_hosts, error) &&
              make_directory(build->tree, "objects", error);
  for (size_t s = 0; s < build->n_sources && good; s++) {
    names[s] = build->sources[s].path;
    if (strchr(names[s], '='))
      good = lab_fail(error, 2, "%s: a path with '=' in it cannot be compiled; rename it", names[s]);
  }
  for (size_t h = 0; h < n_hosts && good; h++)
    for (size_t s = 0; s < build->n_sources; s++)
      add_compile(&batch, build, hosts[h], s);
  good = good && batch_run(&batch, build, names, error);
  for (size_t s = 0; s < build->n_sources && good && n_hosts > 0; s++) {
    char object[PATH_MAX + 64];
    object_path(object, sizeof object, build, hosts[0], s);
    good = lab_object_read(&build->sources[s].object, object, error);
  }
  batch_clear(&batch);
  free(names);
  return good || lab_fail(error, 3, "out of memory");
}

/* -- Linking. -- */

static void add_link(struct batch *batch, const struct lab_build *build, const char *host, const char *executable,
                     const char *last) {
  struct lab_argv *words = batch_next(batch, build, host, "link");
  lab_argv_add(words, "-o");
  lab_argv_add(words, executable);
  for (size_t s = 0; s < build->n_sources; s++) {
    char object[PATH_MAX + 64];
    object_path(object, sizeof object, build, host, s);
    if (!build->sources[s].left_out)
      lab_argv_add(words, object);
  }
  lab_toolchain_link(words, host);
  for (size_t s = 0; s < build->n_sources; s++)
    add_flags(words, build->sources[s].flags, build->sources[s].n_flags, true);
  add_flags(words, build->flags, build->n_flags, true);
  lab_argv_add(words, last);
}

bool lab_build_link(const struct lab_build *build, const char *const *hosts, size_t n_hosts, struct lab_error *error) {
  struct batch batch;
  const char *names[] = {"what was compiled"};
  bool good = batch_open(&batch, 1, n_hosts, error) && check_hosts(hosts, n_hosts, error) &&
              make_directory(build->tree, "libexec", error) && make_directory(build->tree, "libexec/lab", error);
  for (size_t h = 0; h < n_hosts && good; h++) {
    char executable[PATH_MAX + 64];
    snprintf(executable, sizeof executable, "%s/libexec/lab/lab-%s", build->tree, hosts[h]);
    add_link(&batch, build, hosts[h], executable, NULL);
  }
  good = good && batch_run(&batch, build, names, error);
  batch_clear(&batch);
  return good;
}

bool lab_build_link_program(const struct lab_build *build, const char *executable, struct lab_error *error) {
  struct batch batch;
  const char *names[] = {"the program"};
  bool good = batch_open(&batch, 1, 1, error) && lab_toolchain_has("explore", error);
  if (good)
    add_link(&batch, build, "explore", executable, "-Wl,--unresolved-symbols=report-all");
  good = good && batch_run(&batch, build, names, error);
  batch_clear(&batch);
  return good;
}
