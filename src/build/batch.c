/* SPDX-License-Identifier: MIT */
#include "build/batch.h"
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

void lab_batch_clear(struct lab_batch *batch) {
  for (size_t c = 0; c < batch->made; c++) {
    lab_argv_clear(&batch->commands[c]);
    free(batch->logs[c]);
  }
  free(batch->commands);
  free(batch->logs);
  *batch = (struct lab_batch){0};
}

bool lab_batch_open(struct lab_batch *batch, const struct lab_build *build, size_t n, size_t n_hosts,
                    struct lab_error *error) {
  *batch = (struct lab_batch){.build = build,
                              .commands = calloc(n * n_hosts + 1, sizeof *batch->commands),
                              .logs = calloc(n * n_hosts + 1, sizeof *batch->logs),
                              .n = n,
                              .n_hosts = n_hosts};
  return (batch->commands && batch->logs) || lab_fail(error, 3, "out of memory");
}

struct lab_argv *lab_batch_next(struct lab_batch *batch, const char *host, const char *what) {
  struct lab_argv *command = &batch->commands[batch->made];
  lab_argv_add_all(command, batch->build->wrapper, batch->build->n_wrapper);
  if (asprintf(&batch->logs[batch->made], "%s/objects/%s-%s.log", batch->build->tree, host, what) < 0)
    batch->logs[batch->made] = NULL;
  batch->made++;
  return command;
}

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

static bool explain(const struct lab_pool_command *c, const struct lab_build *build, const char *name,
                    const char *failing, double seconds, struct lab_error *error) {
  if (c->start_error)
    return lab_fail(error, 77, "cannot start %s: %s%s", c->argv[0], strerror(c->start_error),
                    build->n_wrapper ? "" : "; LAB_CLANG names another compiler");
  if (c->timed_out)
    return lab_fail(error, 2, "%s: the compiler was stopped after %g s", name, seconds);
  if (WIFSIGNALED(c->status))
    return lab_fail(error, 2, "%s: the compiler was killed by SIG%s", name, sigabbrev_np(WTERMSIG(c->status)));
  return lab_fail(error, 2, "%s %s", name, failing);
}

static void show(const struct lab_batch *batch, const struct lab_pool_command *commands, const char *const *names,
                 const char *failing, double seconds, struct lab_error *error) {
  FILE *out = batch->build->messages ? batch->build->messages : stderr;
  for (size_t i = 0; i < batch->n; i++) {
    const struct lab_pool_command *shown = &commands[i];
    for (size_t h = 1; h < batch->n_hosts && went_well(shown); h++)
      if (!went_well(&commands[h * batch->n + i]))
        shown = &commands[h * batch->n + i];
    if (!batch->build->failures_only || !went_well(shown))
      copy_log(out, shown->log);
    if (!went_well(shown))
      explain(shown, batch->build, names[i], failing, seconds, error);
  }
}

bool lab_batch_run(struct lab_batch *batch, const char *const *names, const char *failing, struct lab_error *error) {
  const double seconds = batch->build->seconds > 0 ? batch->build->seconds : LAB_BUILD_SECONDS;
  struct lab_pool_command *commands = calloc(batch->made + 1, sizeof *commands);
  cpu_set_t usable;
  const int cpus = sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : 1;
  bool whole = commands != NULL;
  for (size_t c = 0; c < batch->made && whole; c++) {
    whole = !batch->commands[c].failed && batch->logs[c];
    commands[c] = (struct lab_pool_command){.argv = batch->commands[c].all, .log = batch->logs[c]};
  }
  if (whole) {
    lab_pool_run(commands, batch->made, (unsigned)cpus, seconds);
    show(batch, commands, names, failing, seconds, error);
  }
  free(commands);
  if (!whole)
    return lab_fail(error, 3, "out of memory");
  return error->code == 0;
}

/* -- What compiling and linking have in common. -- */

const char *lab_build_object(const struct lab_build *build, const char *host, size_t source) {
  static char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/objects/%s-%zu.o", build->tree, host, source);
  return path;
}

static bool ends_with(const char *word, const char *end) {
  const size_t n = strlen(word), m = strlen(end);
  return n > m && strcmp(word + n - m, end) == 0;
}

/* What an engine decides by itself, and would refuse to share. */
static bool is_ours(const char *flag) {
  static const char *const ours[] = {"-fsanitize", "-fno-sanitize", "-flto", "-fno-lto"};
  for (size_t o = 0; o < sizeof ours / sizeof *ours; o++)
    if (strncmp(flag, ours[o], strlen(ours[o])) == 0)
      return true;
  return false;
}

/* How many words, from this one on, are for the linker alone. */
static size_t linker_words(char *const *flags, size_t n) {
  if (strcmp(flags[0], "-l") == 0 || strcmp(flags[0], "-L") == 0 || strcmp(flags[0], "-Xlinker") == 0)
    return n > 1 ? 2 : 1;
  return strncmp(flags[0], "-l", 2) == 0 || strncmp(flags[0], "-L", 2) == 0 || strncmp(flags[0], "-Wl,", 4) == 0 ||
         (flags[0][0] != '-' && (ends_with(flags[0], ".o") || ends_with(flags[0], ".a") || ends_with(flags[0], ".so")));
}

void lab_build_flags(struct lab_argv *command, char *const *flags, size_t n, bool linking) {
  for (size_t f = 0; f < n;) {
    const size_t linker = linker_words(flags + f, n - f), take = linker ? linker : 1;
    if ((linker > 0) == linking && !is_ours(flags[f]))
      lab_argv_add_all(command, flags + f, take);
    f += take;
  }
}

bool lab_build_directory(const struct lab_build *build, const char *below, struct lab_error *error) {
  char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/%s", build->tree, below);
  return mkdir(path, 0700) == 0 || errno == EEXIST || lab_fail(error, 3, "cannot make %s: %s", path, strerror(errno));
}
