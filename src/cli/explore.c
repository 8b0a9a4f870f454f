/* SPDX-License-Identifier: MIT */
/* lab explore: finds, shows, replays and rules out interleavings. */
#include "cli/cli.h"
#include "cli/explore_sizes.h"
#include "cli/files.h"
#include "cli/run.h"
#include "cli/terminal.h"
#include "explore/assembly.h"
#include "explore/debug.h"
#include "explore/enrich.h"
#include "explore/judge.h"
#include "explore/step.h"
#include "report/explore_table.h"
#include "supervise/supervise.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECONDS_DEFAULT 10.0

static const struct argp_option options_of_explore[] = {
    {"strategy", LAB_OPTION_STRATEGY, "S", 0,
     "dpor, dfs, bound:K, random, pct:D, pos or surw (default: bounds 0 to 2, then dpor, then chance)", 0},
    {"bound", LAB_OPTION_BOUND, "K", 0, "At most K preemptions: 0..64; the same as --strategy bound:K", 0},
    {"memory", LAB_OPTION_MEMORY, "MODEL", 0,
     "sc (sequential consistency) or tso (x86 with its store buffers) (default: sc, then tso where a bug is declared)",
     0},
    {"count", LAB_OPTION_COUNT, NULL, 0, "Go through every interleaving, for the exact distribution of the outcomes",
     0},
    {"args", LAB_OPTION_ARGS, "WORDS", 0, "Arguments of the main of a FILE.c, separated by blanks", 0},
    {"schedule", LAB_OPTION_SCHEDULE, "TOKEN", 0, "Replay a schedule that was printed before", 0},
    {"step", LAB_OPTION_STEP, NULL, 0, "Be the scheduler yourself, on the terminal", 0},
    {"gdb", LAB_OPTION_GDB, NULL, 0, "Replay in gdb, stopped where the last step is about to be taken", 0},
    {"threads", LAB_OPTION_THREADS, "N", 0, "Actors of a variant: 1..256 (default: what the variant says)", 0},
    {"ops", LAB_OPTION_OPS, "N", 0, "Operations of each actor: 1..1000000000 (default: 1, then 2 if none fails)", 0},
    {"time", LAB_OPTION_TIME, "S", 0, "Seconds at most: 0.01..604800 (default 10)", 0},
    {"executions", LAB_OPTION_EXECUTIONS, "N", 0, "Executions of each search at most", 0},
    {"steps", LAB_OPTION_STEPS, "N", 0, "Steps of an execution at most: 1..1000000 (default 20000)", 0},
    {"seed", LAB_OPTION_SEED, "N", 0, "Seed of the strategies that draw: 0..18446744073709551615 (default 0)", 0},
    {"format", LAB_OPTION_FORMAT, "FORMAT", 0, "table or json", 0},
    {"output", LAB_OPTION_OUTPUT, "FILE", 0, "Write the result to FILE too; repeatable; - is standard output", 0},
    LAB_OPTION_OF_FILES,
    LAB_OPTIONS_COMMON,
};

static int run_explore(const struct lab_options *options, struct lab_error *error);

const struct lab_verb lab_verb_explore = {
    .name = "explore",
    .operands = "LAB[/VARIANT] | FILE.c... | DIR/ [-- FLAGS]",
    .summary = "Find, show, replay or rule out interleavings",
    .details = "Runs a variant, or a C program of your own that uses threads, under a scheduler that tries every "
               "interleaving: the shortest that fails is shown step by step and can be replayed; where there is none, "
               "that is proved, or it is said what was covered. A LAB stands for its first broken variant.\n\n"
               "FILE.c is a variant, or a program with a main; flags after \"--\" are for the compiler.",
    .options = options_of_explore,
    .takes_files = true,
    .kinds = 1u << LAB_OUTPUT_TABLE | 1u << LAB_OUTPUT_JSON,
    .least = 1,
    .most = LAB_OPERANDS_MAX,
    .run = run_explore,
};

/* What is explored. */
struct target {
  const struct lab_options *options;
  const struct lab_info *info; /* of a variant, or NULL */
  char host[PATH_MAX + 32];
  char **sources; /* what a token depends on */
  size_t n_sources;
};

static bool check_options(const struct lab_options *options, struct lab_error *error) {
  const struct lab_explore_options *e = &options->explore;
  const char *searching = e->strategy[0] ? "--strategy" : e->count ? "--count" : NULL;
  if (e->count && e->strategy[0])
    return lab_fail(error, 2, "--count looks at every interleaving; it takes no --strategy");
  if (e->step && e->gdb)
    return lab_fail(error, 2, "--step and --gdb exclude each other");
  if (e->step && (e->schedule || searching))
    return lab_fail(error, 2, "--step leaves the choices to you; it takes no %s",
                    e->schedule ? "--schedule" : searching);
  if (e->schedule && searching)
    return lab_fail(error, 2, "--schedule replays what was found; it takes no %s", searching);
  if ((e->step || e->gdb) && (options->targets.kind != LAB_OUTPUT_TABLE || options->targets.n > 0))
    return lab_fail(error, 2, "%s is for people; it takes neither --format nor --output", e->step ? "--step" : "--gdb");
  return true;
}

/* -- What comes out. -- */

static void render(const void *what, enum lab_output_kind kind, const struct lab_style *style, FILE *out) {
  const json_t *result = what;
  if (kind == LAB_OUTPUT_JSON) {
    json_dumpf(result, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    fputs("\n", out);
    return;
  }
  lab_explore_table(result, style, out);
  lab_explore_verdict(result, style, out);
}

/* What the host does not know of itself. */
static void complete(const struct target *target, json_t *result, int code, int interruption) {
  struct lab_options seeded = *target->options;
  seeded.seeded = true; /* nothing is drawn that --seed would have to repeat */
  char *command = lab_options_repeat(&seeded, 0);
  json_object_del(result, "end");
  const json_int_t limits = json_integer_value(json_object_get(result, "limits")); /* enum lab_limit of the engine */
  json_object_set_new(result, "reads_clock", json_boolean(limits & 1));
  json_object_set_new(result, "counts_turns", json_boolean(limits & 8));
  json_object_del(result, "limits");
  static const char *const unknown[] = {"first_failure", "fewest_preemptions"};
  for (size_t u = 0; u < sizeof unknown / sizeof *unknown; u++)
    if (json_number_value(json_object_get(result, unknown[u])) < 0)
      json_object_set_new(result, unknown[u], json_null());
  json_object_set_new(result, "command", json_string(command ? command : ""));
  if (target->info) {
    json_object_set_new(result, "title", json_string(target->info->title));
    json_object_set_new(result, "program", json_string(target->info->given ? target->info->given : target->info->name));
  } else {
    json_object_set_new(result, "program", json_string(target->sources[0]));
  }
  json_object_set_new(result, "partial", json_boolean(interruption != 0));
  json_object_set_new(result, "exit_code", json_integer(code));
  free(command);
}

static int show(const struct target *target, json_t *result, int interruption, struct lab_error *error) {
  lab_explore_find_assembly(result, target->sources, target->n_sources);
  lab_explore_find_objects(result, target->options->flags, target->options->n_flags);
  const char *declared = target->info ? target->info->expect[LAB_ENGINE_EXPLORE] : NULL;
  const int code = interruption ? 128 + interruption : lab_explore_judge(result, declared);
  const struct lab_style style = lab_style_of(target->options);
  lab_explore_enrich(result, target->host);
  complete(target, result, code, interruption);
  return lab_targets_render(&target->options->targets, render, result, &style, error) ? code : error->code;
}

/* -- Exploring. -- */

/* A search, or at growing sizes several: the result of the last. */
static json_t *search(const struct target *target, struct lab_explore_request *request, int *interruption,
                      struct lab_error *error) {
  struct lab_progress_line line;
  lab_progress_start(&line, target->options->quiet);
  const struct lab_progress progress = {.update = lab_progress_update, .context = &line};
  struct lab_explore_walk walk;
  char identity[9];
  json_t *result = NULL;
  request->progress = line.wanted ? &progress : NULL;
  request->identity = identity;
  lab_explore_walk_begin(&walk, target->options, target->info, request->seconds);
  while (!error->code && lab_explore_walk_next(&walk, request, result)) {
    json_decref(result);
    result = lab_explore_sizes_identify(request, target->sources, target->n_sources, target->options, error)
                 ? lab_explore_run(request, interruption, error)
                 : NULL;
    if (*interruption)
      break;
  }
  lab_progress_end(&line);
  if (result)
    lab_explore_walk_note(&walk, result);
  return result;
}

static int explore(const struct target *target, struct lab_error *error) {
  const struct lab_explore_options *e = &target->options->explore;
  struct lab_explore_request request = {
      .executable = target->host,
      .variant = target->info ? target->info->name : NULL,
      .strategy = e->strategy[0] ? e->strategy : NULL,
      .schedule = e->schedule,
      .args = e->args,
      .executions = e->executions,
      .steps = e->steps,
      .seed = target->options->request.seed,
      .seconds = target->options->request.seconds > 0 ? target->options->request.seconds : SECONDS_DEFAULT,
      .count = e->count,
      .step = e->step};
  char identity[9], token[LAB_EXPLORE_TOKEN_MAX];
  int interruption = 0;
  if (e->schedule || e->step) {
    request.identity = identity;
    if (!lab_explore_sizes_of_schedule(&request, target->sources, target->n_sources, target->options, error))
      return error->code;
  }
  if (e->step)
    return lab_explore_step(&request, stdout, error);
  json_t *result =
      e->schedule ? lab_explore_run(&request, &interruption, error) : search(target, &request, &interruption, error);
  if (!result)
    return error->code;
  int code = show(target, result, interruption, error);
  const char *found = json_string_value(json_object_get(json_object_get(result, "schedule"), "token"));
  snprintf(token, sizeof token, "%s", found ? found : "");
  json_decref(result);
  if (!e->gdb || interruption || error->code || !token[0])
    return code;
  request.schedule = token;
  request.count = false;
  request.strategy = NULL;
  request.progress = NULL;
  request.identity = identity;
  if (lab_explore_sizes_identify(&request, target->sources, target->n_sources, target->options, error))
    lab_explore_debug(&request, error);
  return error->code;
}

/* -- What is to be explored. -- */

/* A lab stands for its first broken variant. */
static const struct lab_info *choose_variant(const struct lab_info *const *chosen, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(chosen[i]->variant, "broken") == 0)
      return chosen[i];
  return chosen[0];
}

static int explore_variant(struct target *target, const struct lab_files *files, struct lab_error *error) {
  struct lab_catalog catalog;
  const struct lab_info **chosen;
  size_t n = 0;
  int code = 0;
  if (target->options->explore.args) {
    lab_fail(error, 2, "--args is for a program with a main; a variant has none");
    return error->code;
  }
  if (!lab_cli_catalog(&catalog, target->options, error))
    return error->code;
  lab_files_name(files, &catalog);
  if (lab_catalog_select(&catalog, files->operands.all, files->operands.n, &chosen, &n, error)) {
    target->info = choose_variant(chosen, n);
    free(chosen);
    char *source[] = {target->info->source};
    target->sources = source;
    target->n_sources = target->info->source ? 1 : 0;
    snprintf(target->host, sizeof target->host, "%s/lab-explore", target->info->hosts);
    if (access(target->host, X_OK) == 0)
      code = explore(target, error);
    else
      lab_fail(error, 77, "%s: the explorer's host is not here: %s", target->info->name, target->host);
  }
  lab_catalog_free(&catalog);
  return error->code ? error->code : code;
}

/* A program with a main, which was compiled. */
static int explore_program(struct target *target, const struct lab_files *files, struct lab_error *error) {
  char **paths = calloc(files->paths.n, sizeof *paths);
  for (size_t s = 0; s < files->paths.n && paths; s++)
    paths[s] = (char *)(uintptr_t)files->paths.sources[s].path;
  snprintf(target->host, sizeof target->host, "%s/program", files->build.tree);
  target->sources = paths;
  target->n_sources = files->paths.n;
  const bool good =
      (paths || lab_fail(error, 3, "out of memory")) && lab_build_link_program(&files->build, target->host, error);
  const int code = good ? explore(target, error) : error->code;
  free(paths);
  return code;
}

/* Of several files one is the variant, the others are what it calls; a folder stands for its first, as a lab does. */
static bool check_one(const struct lab_files *files, struct lab_error *error) {
  size_t of_folders = 0;
  for (size_t s = 0; s < files->paths.n; s++)
    of_folders += files->paths.sources[s].object.variant && !files->paths.sources[s].for_all;
  return files->operands.n - of_folders + (of_folders > 0) <= 1 ||
         lab_fail(error, 2, "explore takes one variant at a time; %s is one too many", files->operands.all[1]);
}

/* Variants among files: their tables are read by the native host. */
static bool build_variants(struct lab_files *files, struct lab_error *error) {
  static const char *const hosts[] = {"native", "explore"};
  files->build.failures_only = true;
  return lab_build_compile(&files->build, hosts, 1, error) && lab_files_link(files, hosts, 2, error);
}

static int run_explore(const struct lab_options *options, struct lab_error *error) {
  static const char *const explorer[] = {"explore"};
  struct lab_files files = {.quiet = options->quiet};
  const struct lab_files_options said = {.flags = options->flags,
                                         .n_flags = options->n_flags,
                                         .compile_commands = options->compile_commands,
                                         .verbose = options->verbose};
  struct target target = {.options = options};
  bool program = false,
       good = check_options(options, error) && lab_targets_check(&options->targets, error) &&
              lab_files_open(&files, options->request.patterns, options->request.n_patterns, &said, error);
  if (good && files.paths.n > 0)
    good = lab_build_compile(&files.build, explorer, 1, error) && lab_files_sort(&files, &program, error) &&
           (program || build_variants(&files, error));
  if (good && program && files.operands.n > 0)
    good = lab_fail(error, 2, "a program with a main is explored alone; \"%s\" is one too many", files.operands.all[0]);
  good = good && (program || check_one(&files, error)) && lab_janitor_start(error);
  const int code = !good     ? error->code
                   : program ? explore_program(&target, &files, error)
                             : explore_variant(&target, &files, error);
  lab_files_close(&files);
  return code;
}
