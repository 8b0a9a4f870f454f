/* SPDX-License-Identifier: MIT */
/* lab explore: finds, shows, replays and rules out interleavings. */
#include "cli/cli.h"
#include "cli/files.h"
#include "cli/help.h"
#include "cli/options.h"
#include "explore/enrich.h"
#include "explore/step.h"
#include "report/explore_table.h"
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SECONDS_DEFAULT 10.0

struct command {
  struct lab_explore_request request;
  char strategy[32], identity[9];
  char host[PATH_MAX];
  char **operands, **flags; /* flags: of files given by path */
  size_t n_operands, n_flags;
  const char *compile_commands;
  const char *name, *expect; /* of a variant; what it declares */
  struct lab_style style;
  bool json, step, gdb, help, colored, plain;
};

enum key {
  STRATEGY = 0x400, /* beyond those of options.h, which help and completion know */
  BOUND,
  MEMORY,
  SCHEDULE,
  COUNT,
  STEP,
  GDB,
  EXECUTIONS,
  STEPS
};

static const struct argp_option options_of_explore[] = {
    {"strategy", STRATEGY, "S", 0,
     "dpor, dfs, bound:K, random, pct:D, pos or surw; without it: bounds 0 to 2, dpor, chance", 0},
    {"bound", BOUND, "K", 0, "At most K preemptions; as --strategy bound:K", 0},
    {"memory", MEMORY, "MODEL", 0, "sc (the default), or tso: x86 with its store buffers", 0},
    {"count", COUNT, NULL, 0, "Every interleaving, for the exact distribution of the outcomes", 0},
    {"schedule", SCHEDULE, "TOKEN", 0, "Replay a schedule that an earlier run printed", 0},
    {"step", STEP, NULL, 0, "Be the scheduler yourself", 0},
    {"gdb", GDB, NULL, 0, "Stop a replay in the debugger, where the failing step is about to be taken", 0},
    {"threads", LAB_OPTION_THREADS, "N", 0, "Actors: 1..256", 0},
    {"ops", LAB_OPTION_OPS, "N", 0, "Operations of each actor; 1, then 2, if not said", 0},
    {"time", LAB_OPTION_TIME, "S", 0, "Seconds at most (default 10)", 0},
    {"executions", EXECUTIONS, "N", 0, "Executions of one search at most", 0},
    {"steps", STEPS, "N", 0, "Steps of one execution at most: 1..1000000 (default 20000)", 0},
    {"seed", LAB_OPTION_SEED, "N", 0, "Of the strategies that draw", 0},
    {"format", LAB_OPTION_FORMAT, "FORMAT", 0, "table or json", 0},
    LAB_OPTION_OF_FILES,
    {"color", LAB_OPTION_COLOR, "WHEN", 0, "auto, always or never", 0},
    {"quiet", 'q', NULL, 0, "No account of the searches", 0},
    {"help", 'h', NULL, 0, "Show this help", 0},
    {0},
};
#define OPTIONS (sizeof options_of_explore / sizeof *options_of_explore)

static int explore_words(int argc, char **argv);

const struct lab_verb lab_verb_explore = {
    .name = "explore",
    .operands = "LAB[/VARIANT] | FILE.c... | DIR/ [-- FLAGS]",
    .summary = "Find, show, replay or rule out interleavings",
    .details = "Runs a variant, or a C program of your own that uses threads, under a scheduler that tries every "
               "interleaving: the shortest that fails is shown step by step and can be replayed; where there is none, "
               "that is proved, or it is said what was covered.",
    .options = options_of_explore,
    .kinds = 1u << LAB_OUTPUT_TABLE | 1u << LAB_OUTPUT_JSON,
    .least = 1,
    .most = 100000,
    .run_words = explore_words,
};

static bool one_of(const char *option, const char *text, const char *const *words, struct lab_error *error) {
  for (const char *const *w = words; *w; w++)
    if (strcmp(text, *w) == 0)
      return true;
  const char *near = lab_nearest(text, words, 2);
  return lab_fail(error, 2, "%s: \"%.60s\" is not one of %s, %s%s%s", option, text, words[0], words[1],
                  near ? "; did you mean " : "", near ? near : "");
}

static bool parse_strategy(struct command *c, const char *text, struct lab_error *error) {
  static const char *const plain[] = {"dpor", "dfs", "random", "pos", "surw", "pct", NULL};
  uint64_t k;
  for (const char *const *p = plain; *p; p++)
    if (strcmp(text, *p) == 0) {
      snprintf(c->strategy, sizeof c->strategy, "%s", text);
      return true;
    }
  const char *colon = strchr(text, ':');
  if (colon && (strncmp(text, "bound:", 6) == 0 || strncmp(text, "pct:", 4) == 0)) {
    snprintf(c->strategy, sizeof c->strategy, "%s", text);
    return lab_parse_integer("--strategy", colon + 1, text[0] == 'p', 64, &k, error);
  }
  const char *near = lab_nearest(text, plain, 6);
  return lab_fail(error, 2, "--strategy: \"%.60s\" is none of dpor, dfs, bound:K, random, pct:D, pos, surw%s%s", text,
                  near ? "; did you mean " : "", near ? near : "");
}

static bool parse_number(const char *option, uint64_t low, uint64_t high, unsigned long *into,
                         struct lab_error *error) {
  uint64_t value = 0;
  bool good = lab_parse_integer(option, optarg, low, high, &value, error);
  *into = (unsigned long)value;
  return good;
}

static bool refuse_option(const char *word, struct lab_error *error) {
  const char *names[OPTIONS];
  size_t n = 0;
  for (const struct argp_option *o = options_of_explore; o->name; o++)
    names[n++] = o->name;
  const char *near = lab_nearest(word + strspn(word, "-"), names, n);
  return lab_fail(error, 2, "no option \"%.60s\" of explore; %s%s%s", word, near ? "did you mean \"--" : "",
                  near ? near : "\"lab help explore\" lists them", near ? "\"?" : "");
}

static bool parse_one(struct command *c, int key, const char *word, struct lab_error *error) {
  static const char *const memories[] = {"sc", "tso", NULL}, *const formats[] = {"table", "json", NULL};
  struct lab_explore_request *r = &c->request;
  unsigned long value = 0;
  switch (key) {
  case STRATEGY: return parse_strategy(c, optarg, error);
  case BOUND:
    snprintf(c->strategy, sizeof c->strategy, "bound:%.20s", optarg);
    return parse_number("--bound", 0, 64, &value, error);
  case MEMORY: r->memory = optarg; return one_of("--memory", optarg, memories, error);
  case SCHEDULE: r->schedule = optarg; return true;
  case COUNT: r->count = true; return true;
  case STEP: c->step = c->request.step = true; return true;
  case GDB: c->gdb = true; return true;
  case LAB_OPTION_FORMAT: c->json = strcmp(optarg, "json") == 0; return one_of("--format", optarg, formats, error);
  case LAB_OPTION_TIME: return lab_parse_seconds("--time", optarg, LAB_TIME_MIN, LAB_TIME_MAX, &r->seconds, error);
  case LAB_OPTION_THREADS:
    if (!parse_number("--threads", 1, LAB_ACTORS_MAX, &value, error))
      return false;
    r->threads = (unsigned)value;
    return true;
  case LAB_OPTION_OPS: return parse_number("--ops", 1, LAB_OPS_MAX, &r->ops, error);
  case LAB_OPTION_SEED: return parse_number("--seed", 0, UINT64_MAX, &r->seed, error);
  case EXECUTIONS: return parse_number("--executions", 1, UINT64_MAX, &r->executions, error);
  case STEPS: return parse_number("--steps", 1, 1000000, &r->steps, error);
  case LAB_OPTION_COMPILE_COMMANDS: c->compile_commands = optarg; return true;
  case LAB_OPTION_COLOR:
    c->colored = strcmp(optarg, "always") == 0;
    c->plain = strcmp(optarg, "never") == 0;
    return true;
  case 'q': c->style.quiet = true; return true;
  case 'h': c->help = true; return true;
  case ':': return lab_fail(error, 2, "%s wants a value", word);
  default: return refuse_option(word, error);
  }
}

static bool parse(struct command *c, int argc, char **argv, struct lab_error *error) {
  int end = argc;
  for (int a = 1; a < argc && end == argc; a++)
    if (strcmp(argv[a], "--") == 0)
      end = a;
  c->flags = argv + (end < argc ? end + 1 : argc);
  c->n_flags = (size_t)(end < argc ? argc - end - 1 : 0);
  struct option options[OPTIONS] = {{0}};
  for (size_t o = 0; options_of_explore[o].name; o++)
    options[o] =
        (struct option){options_of_explore[o].name, options_of_explore[o].arg ? required_argument : no_argument, NULL,
                        options_of_explore[o].key};
  optind = 1;
  opterr = 0;
  for (int key = getopt_long(end, argv, ":qh", options, NULL); key != -1;
       key = getopt_long(end, argv, ":qh", options, NULL))
    if (!parse_one(c, key, argv[optind - 1], error))
      return false;
  if (c->help)
    return true;
  if (optind == end)
    return lab_fail(error, 2, "explore what? A lab, a variant or a .c file; lab list names the labs");
  c->operands = argv + optind;
  c->n_operands = (size_t)(end - optind);
  if (c->strategy[0] && c->request.count)
    return lab_fail(error, 2, "--count looks at every interleaving; it takes no --strategy");
  if (c->strategy[0])
    c->request.strategy = c->strategy;
  return true;
}

/* A variant: its host, its source. */
static bool find_variant(struct command *c, const struct lab_catalog *catalog, const struct lab_info **info,
                         struct lab_error *error) {
  const struct lab_info **chosen;
  size_t n;
  if (!lab_catalog_select(catalog, c->operands, c->n_operands, &chosen, &n, error))
    return false;
  *info = chosen[0];
  for (size_t i = 0; i < n; i++) /* a lab stands for its first broken variant */
    if (strcmp(chosen[i]->variant, "broken") == 0)
      *info = chosen[i];
  free(chosen);
  snprintf(c->host, sizeof c->host, "%s/lab-explore", (*info)->hosts);
  c->request.variant = c->name = (*info)->name;
  c->expect = (*info)->expect[LAB_ENGINE_EXPLORE];
  if (access(c->host, X_OK) != 0)
    return lab_fail(error, 77, "%s: the explorer's host is not here: %s", (*info)->name, c->host);
  return true;
}

static bool identify(struct command *c, char *const *files, size_t n, struct lab_error *error) {
  char threads[24], ops[24];
  snprintf(threads, sizeof threads, "%u", c->request.threads);
  snprintf(ops, sizeof ops, "%lu", c->request.ops);
  const char *words[3 + 64] = {threads, ops, c->request.memory ? c->request.memory : "sc"};
  size_t n_words = 3;
  for (size_t f = 0; f < c->n_flags && n_words < 67; f++)
    words[n_words++] = c->flags[f];
  c->request.identity = c->identity;
  return lab_explore_identity(c->identity, files, n, words, n_words, error);
}

/* -- What comes out. -- */

static void choose_style(struct command *c) {
  struct winsize size;
  bool terminal = isatty(STDOUT_FILENO);
  c->style.width = 80;
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
    c->style.width = size.ws_col > 160 ? 160 : size.ws_col;
  c->style.color = c->colored || (terminal && !c->plain && !getenv("NO_COLOR"));
}

/* Is one of the words that the variant declares the label of an outcome that was found? */
static bool is_declared(const char *expect, const char *label) {
  char words[200];
  snprintf(words, sizeof words, "%s", expect);
  for (char *w = strtok(words, "|"); w; w = strtok(NULL, "|"))
    if (strncmp(label, w, strlen(w)) == 0)
      return true;
  return false;
}

/* 0: what is declared was shown or proved; 1: something else. */
static int judge(const struct command *c, const json_t *result) {
  bool bad = false, declared = c->expect && json_array_size(json_object_get(result, "races")) > 0 &&
                               is_declared(c->expect, "data-race");
  size_t i;
  const json_t *outcome;
  json_array_foreach(json_object_get(result, "outcomes"), i, outcome) {
    if (strcmp(json_string_value(json_object_get(outcome, "label")), "not-modelled") == 0)
      return 77;
    if (!json_is_true(json_object_get(outcome, "bad")))
      continue;
    bad = true;
    declared |= c->expect && is_declared(c->expect, json_string_value(json_object_get(outcome, "label")));
  }
  const json_t *schedule = json_object_get(result, "schedule");
  if (schedule && json_is_true(json_object_get(schedule, "bad"))) {
    bad = true;
    declared |= c->expect && is_declared(c->expect, json_string_value(json_object_get(schedule, "label")));
  }
  if (!c->expect || strcmp(c->expect, LAB_HOLDS) == 0)
    return bad ? 1 : 0;
  bool may_hold = is_declared(c->expect, LAB_HOLDS) || strstr(c->expect, "|" LAB_HOLDS);
  return declared || (!bad && may_hold) ? 0 : 1;
}

static int show(const struct command *c, json_t *result, struct lab_error *error) {
  if (c->json) {
    json_dumpf(result, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    fputs("\n", stdout);
  } else {
    lab_explore_table(result, &c->style, stdout);
    lab_explore_verdict(result, &c->style, stdout);
  }
  if (fflush(stdout) != 0 && errno != EPIPE)
    lab_fail(error, 3, "cannot write the result: %s", strerror(errno));
  if (error->code)
    return error->code;
  const json_t *last =
      json_array_get(json_object_get(result, "phases"), json_array_size(json_object_get(result, "phases")) - 1);
  const char *stopped = json_string_value(json_object_get(last, "stopped"));
  return stopped && strcmp(stopped, "interrupted") == 0 ? 130 : judge(c, result);
}

/* gdb, stopped in the program where the last step of the schedule is about to be taken. */
static int debug(const struct command *c, const char *token, struct lab_error *error) {
  static char *argv[64] = {"gdb",   "-q",
                           "-ex",   "set pagination off",
                           "-ex",   "handle SIGSEGV SIGALRM nostop noprint pass",
                           "-ex",   "break lab_explore_failing_step",
                           "-ex",   "run",
                           "-ex",   "tbreak *lab_explore_failing_pc",
                           "-ex",   "continue",
                           "--args"};
  struct lab_explore_request request = c->request;
  request.schedule = token;
  int n = 15;
  for (char **word = lab_explore_command(&request); *word && n < 63; word++)
    argv[n++] = *word;
  fflush(stdout);
  execvp(argv[0], argv);
  lab_fail(error, 77, "cannot start gdb: %s", strerror(errno));
  return 77;
}

static int explore(struct command *c, struct lab_error *error) {
  if (c->step)
    return lab_explore_step(&c->request, stdout, error);
  if (c->gdb && c->request.schedule)
    return debug(c, c->request.schedule, error);
  json_t *result = lab_explore_run(&c->request, error);
  if (!result)
    return error->code;
  lab_explore_enrich(result, c->request.executable);
  int code = show(c, result, error);
  const char *token = json_string_value(json_object_get(json_object_get(result, "schedule"), "token"));
  if (c->gdb && token)
    code = debug(c, token, error);
  json_decref(result);
  return code;
}

/* The number of operations that a schedule was printed for, where --ops does not say: one, or else two. */
static bool ops_of_schedule(struct command *c, char *const *source, struct lab_error *error) {
  for (c->request.ops = 1; c->request.ops <= 2; c->request.ops++) {
    if (!identify(c, source, 1, error))
      return false;
    const char *identity = strchr(c->request.schedule, '-');
    if (identity && strncmp(identity + 1, c->identity, strlen(c->identity)) == 0)
      return true;
  }
  c->request.ops = 1;
  return identify(c, source, 1, error);
}

/* One operation each shows a bug best; some bugs need a second one. */
static int explore_growing(struct command *c, const struct lab_info *info, struct lab_error *error) {
  char *const source[] = {info->source};
  c->request.ops = 1;
  if (c->request.schedule ? !ops_of_schedule(c, source, error) : !identify(c, source, 1, error))
    return error->code;
  if (c->request.schedule || c->step || info->ops < 2)
    return explore(c, error);
  json_t *first = lab_explore_run(&c->request, error);
  if (!first)
    return error->code;
  bool found = json_object_get(first, "schedule") != NULL;
  json_decref(first);
  if (!found)
    c->request.ops = 2;
  return identify(c, source, 1, error) ? explore(c, error) : error->code;
}

static int explore_variant(struct command *c, struct lab_error *error) {
  struct lab_catalog catalog = {0};
  const struct lab_info *info = NULL;
  int code = 0;
  if (lab_catalog_load(&catalog, error) && find_variant(c, &catalog, &info, error)) {
    c->request.executable = c->host;
    if (info->source && c->request.ops == 0)
      code = explore_growing(c, info, error);
    else if (!info->source || identify(c, (char *const[]){info->source}, 1, error))
      code = explore(c, error);
  }
  lab_catalog_free(&catalog);
  return code;
}

/* A program with a main, which was compiled. */
static int explore_program(struct command *c, const struct lab_files *files, struct lab_error *error) {
  char **paths = calloc(files->paths.n, sizeof *paths);
  for (size_t s = 0; s < files->paths.n && paths; s++)
    paths[s] = (char *)(uintptr_t)files->paths.sources[s].path;
  snprintf(c->host, sizeof c->host, "%s/program", files->build.tree);
  c->request.executable = c->host;
  const bool good = (paths || lab_fail(error, 3, "out of memory")) && identify(c, paths, files->paths.n, error) &&
                    lab_build_link_program(&files->build, c->host, error);
  free(paths);
  return good ? explore(c, error) : error->code;
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

static int explore_operands(struct command *c, struct lab_error *error) {
  static const char *const explorer[] = {"explore"};
  struct lab_files files = {.quiet = c->style.quiet};
  const struct lab_files_options said = {
      .flags = c->flags, .n_flags = c->n_flags, .compile_commands = c->compile_commands};
  bool program = false, good = lab_files_open(&files, c->operands, c->n_operands, &said, error);
  if (good && files.paths.n > 0)
    good = lab_build_compile(&files.build, explorer, 1, error) && lab_files_sort(&files, &program, error) &&
           (program || build_variants(&files, error));
  good = good && (program || check_one(&files, error));
  c->operands = files.operands.all;
  c->n_operands = files.operands.n;
  const int code = !good ? error->code : program ? explore_program(c, &files, error) : explore_variant(c, error);
  lab_files_close(&files);
  return code;
}

static int explore_words(int argc, char **argv) {
  struct command c = {.request = {.seconds = SECONDS_DEFAULT}};
  struct lab_error error = {0};
  int code = 0;
  if (parse(&c, argc, argv, &error)) {
    choose_style(&c);
    if (c.help)
      code = lab_help_print(&lab_verb_explore, &error) ? 0 : error.code;
    else
      code = explore_operands(&c, &error);
  }
  if (!error.code)
    return code;
  lab_cli_complain(&error);
  return error.code;
}
