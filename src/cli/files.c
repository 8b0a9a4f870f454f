/* SPDX-License-Identifier: MIT */
#include "cli/files.h"
#include "build/compile_commands.h"
#include "build/tree.h"
#include "supervise/supervise.h"
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void note(const struct lab_files *files, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void note(const struct lab_files *files, const char *format, ...) {
  char text[PATH_MAX + 200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (!files->quiet)
    lab_cli_note(text);
}

/* -- The flags that a compilation database has for each source. -- */

static void say_flags(const struct lab_files *files, size_t source, const char *database) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  for (size_t f = 0; out && f < files->own[source].n; f++)
    fprintf(out, " %s", files->own[source].all[f]);
  if (out && fclose(out) == 0)
    note(files, "%s says of %s:%s", database, files->paths.sources[source].path, size ? text : " no flags");
  free(text);
}

static bool take_flags(struct lab_files *files, const struct lab_files_options *options, struct lab_error *error) {
  json_t *database = lab_compile_commands_load(options->compile_commands, error);
  files->own = database ? calloc(files->paths.n + 1, sizeof *files->own) : NULL;
  bool good = files->own || lab_fail(error, LAB_EXIT_SYSTEM, "out of memory");
  for (size_t s = 0; s < files->paths.n && good; s++) {
    struct lab_build_source *source = &files->paths.sources[s];
    good = lab_compile_commands_flags(database, options->compile_commands, source->path, &files->own[s], error);
    source->flags = files->own[s].all;
    source->n_flags = files->own[s].n;
    if (good && options->verbose)
      say_flags(files, s, options->compile_commands);
  }
  json_decref(database);
  return good;
}

/* -- From operands to sources. -- */

/* A tree and the janitor that removes it, with no interruption in between. */
static bool start_tree(struct lab_files *files, struct lab_error *error) {
  sigset_t interruptions, before;
  sigemptyset(&interruptions);
  sigaddset(&interruptions, SIGINT);
  sigaddset(&interruptions, SIGTERM);
  sigaddset(&interruptions, SIGHUP);
  sigprocmask(SIG_BLOCK, &interruptions, &before);
  files->build.tree = lab_tree_make(error);
  lab_janitor_at_end(lab_tree_remove);
  const bool started = files->build.tree && lab_janitor_start(error);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return started;
}

static bool make_tree(struct lab_files *files, struct lab_error *error) {
  if (!start_tree(files, error))
    return false;
  for (size_t s = 0; s < files->paths.n; s++)
    if (!lab_tree_add(files->build.tree, &files->paths.sources[s], error))
      return false;
  return true;
}

/* A file that is there, but no C source: no lab is called like one. */
static bool check_name(const char *operand, struct lab_error *error) {
  const char *slash = strrchr(operand, '/'), *name = slash ? slash + 1 : operand;
  return !strchr(name, '.') || access(operand, F_OK) != 0 ||
         lab_fail(error, LAB_EXIT_USAGE, "%s is no C source: its name does not end in .c", operand);
}

bool lab_files_open(struct lab_files *files, char *const *operands, size_t n, const struct lab_files_options *options,
                    struct lab_error *error) {
  files->compile_commands = options->compile_commands;
  for (size_t o = 0; o < n; o++) {
    if (!lab_path_is(operands[o]) && check_name(operands[o], error))
      lab_argv_add(&files->operands, operands[o]);
    else if (error->code)
      return false;
    else if (!lab_paths_add(&files->paths, operands[o], error))
      return false;
  }
  if (files->paths.n == 0 && (options->n_flags || options->compile_commands))
    return lab_fail(error, LAB_EXIT_USAGE, "%s is for files given by path, and no operand is one",
                    options->n_flags ? "what follows \"--\"" : "--compile-commands");
  if (files->paths.n == 0)
    return true;
  if (options->compile_commands && !take_flags(files, options, error))
    return false;
  files->build = (struct lab_build){.sources = files->paths.sources,
                                    .n_sources = files->paths.n,
                                    .flags = options->flags,
                                    .n_flags = options->n_flags};
  return make_tree(files, error);
}

void lab_files_close(struct lab_files *files) {
  for (size_t s = 0; s < files->paths.n && files->own; s++)
    lab_argv_clear(&files->own[s]);
  free(files->own);
  lab_argv_clear(&files->operands);
  lab_paths_clear(&files->paths);
  if (files->build.tree)
    lab_tree_remove();
  *files = (struct lab_files){0};
}

/* -- What the sources are. -- */

bool lab_files_sort(struct lab_files *files, bool *program, struct lab_error *error) {
  const struct lab_build_source *variant = NULL, *main = NULL, *second = NULL;
  for (size_t s = 0; s < files->paths.n; s++) {
    struct lab_build_source *source = &files->paths.sources[s];
    if (source->object.variant && source->object.program)
      return lab_fail(error, LAB_EXIT_USAGE, "%s has both a LAB_VARIANT and a main; it can be one of the two",
                      source->path);
    variant = source->object.variant ? source : variant;
    second = source->object.program && main ? source : second;
    main = source->object.program && !main ? source : main;
  }
  *program = main && !variant;
  if (*program && second)
    return lab_fail(error, LAB_EXIT_USAGE, "%s and %s both have a main; name one of them", main->path, second->path);
  if (!main && !variant)
    return lab_fail(error, LAB_EXIT_USAGE, "%s has neither a LAB_VARIANT nor a main%s", files->paths.sources[0].path,
                    files->paths.n > 1 ? ", and nor have the other files" : "");
  for (size_t s = 0; s < files->paths.n && variant && main; s++) {
    struct lab_build_source *source = &files->paths.sources[s];
    if (source->object.program && source->for_all)
      return lab_fail(error, LAB_EXIT_USAGE, "%s has a main and %s a LAB_VARIANT; name one of them", source->path,
                      variant->path);
    if (!source->object.program)
      continue;
    source->left_out = true;
    note(files, "%s has a main and is left out; lab explore %s takes it", source->path, source->path);
  }
  return true;
}

bool lab_files_link(struct lab_files *files, const char *const *hosts, size_t n_hosts, struct lab_error *error) {
  if (!lab_build_link(&files->build, hosts, n_hosts, error))
    return false;
  for (size_t s = 0; s < files->paths.n; s++) {
    const struct lab_build_source *source = &files->paths.sources[s];
    if (source->object.variant)
      lab_argv_format(&files->operands, "%s/%s", source->lab, source->variant);
  }
  char directory[PATH_MAX + 32];
  snprintf(directory, sizeof directory, "%s/libexec/lab", files->build.tree);
  lab_host_directories_put_first(directory);
  return !files->operands.failed || lab_fail(error, LAB_EXIT_SYSTEM, "out of memory");
}

/* The operands and options that mean a variant: its file, the code that it calls, and where its flags are. */
static char *given(const struct lab_files *files, const struct lab_build_source *variant) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return NULL;
  lab_put_quoted(out, variant->path);
  for (size_t s = 0; s < files->paths.n; s++) {
    const struct lab_build_source *source = &files->paths.sources[s];
    if (source == variant || !lab_build_belongs(source, variant))
      continue;
    fputc(' ', out);
    lab_put_quoted(out, source->path);
  }
  if (files->compile_commands) {
    fputs(" --compile-commands ", out);
    lab_put_quoted(out, files->compile_commands);
  }
  fclose(out);
  return text;
}

void lab_files_name(const struct lab_files *files, struct lab_catalog *catalog) {
  for (size_t i = 0; i < catalog->count; i++) {
    struct lab_info *info = &catalog->variants[i];
    for (size_t s = 0; s < files->paths.n && !info->given; s++)
      if (files->paths.sources[s].object.variant && strcmp(files->paths.sources[s].lab, info->lab) == 0 &&
          strcmp(files->paths.sources[s].variant, info->variant) == 0)
        info->given = given(files, &files->paths.sources[s]);
  }
}

/* -- For the commands that run variants. -- */

static bool has_one_cpu(void) {
  cpu_set_t usable;
  return sched_getaffinity(0, sizeof usable, &usable) == 0 && CPU_COUNT(&usable) == 1;
}

static void add_host(const char **hosts, size_t *n, const char *host) {
  for (size_t h = 0; h < *n; h++)
    if (strcmp(hosts[h], host) == 0)
      return;
  hosts[(*n)++] = host;
}

/* The hosts of the engines that are asked for; the native one always, since it describes what there is. */
static size_t choose_hosts(const char **hosts, const struct lab_request *request) {
  size_t n = 0;
  bool any = false;
  for (int e = 0; e < LAB_ENGINES; e++)
    any |= request->engines[e];
  add_host(hosts, &n, "native");
  for (int e = 0; e < LAB_ENGINES; e++) {
    const struct lab_engine_facts *facts = lab_engine_facts((enum lab_engine)e);
    if (any ? request->engines[e] : facts->standard)
      add_host(hosts, &n, facts->host + strlen("lab-"));
  }
  if ((request->engines[LAB_ENGINE_NATIVE] || !any) && has_one_cpu())
    add_host(hosts, &n, "yield");
  return n;
}

bool lab_files_use(struct lab_files *files, struct lab_request *request, const struct lab_options *options,
                   struct lab_error *error) {
  const struct lab_files_options said = {.flags = options->flags,
                                         .n_flags = options->n_flags,
                                         .compile_commands = options->compile_commands,
                                         .verbose = options->verbose};
  const char *hosts[LAB_ENGINES + 2];
  const size_t n = choose_hosts(hosts, request);
  bool program = false;
  *files = (struct lab_files){.quiet = options->quiet};
  if (!lab_files_open(files, request->patterns, request->n_patterns, &said, error))
    return false;
  if (files->paths.n == 0)
    return true;
  if (!lab_build_compile(&files->build, hosts, n, error) || !lab_files_sort(files, &program, error))
    return false;
  if (program)
    return lab_fail(error, LAB_EXIT_USAGE, "%s is a program with a main, not a variant; try: lab explore %s",
                    files->paths.sources[0].path, files->paths.sources[0].path);
  if (!lab_files_link(files, hosts, n, error))
    return false;
  request->patterns = files->operands.all;
  request->n_patterns = files->operands.n;
  return true;
}
