/* SPDX-License-Identifier: MIT */
#include "cli/options.h"
#include "cli/cli.h"
#include "stats/detection.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 64

static const char *const color_names[] = {"auto", "always", "never", NULL};

/* Those that a command can run: lab compare-detectors has no use for what detects nothing. */
static const char *const *engines_of(const struct lab_verb *verb) {
  static const char *names[LAB_ENGINES + 1];
  size_t n = 0;
  for (int e = 0; e < LAB_ENGINES; e++)
    if (verb != &lab_verb_compare || lab_engine_detects((enum lab_engine)e))
      names[n++] = lab_engine_name((enum lab_engine)e);
  names[n] = NULL;
  return names;
}

const char *const *lab_option_choices(const struct lab_verb *verb, int key) {
  static const char *kinds[LAB_OUTPUT_KINDS + 1];
  if (key == LAB_OPTION_ENGINE)
    return engines_of(verb);
  if (key == LAB_OPTION_COLOR)
    return color_names;
  if (key == LAB_OPTION_STRATEGY)
    return lab_explore_strategies;
  if (key == LAB_OPTION_MEMORY)
    return lab_explore_memories;
  if (key != LAB_OPTION_FORMAT)
    return NULL;
  size_t n = 0;
  for (int k = 0; k < LAB_OUTPUT_KINDS; k++)
    if (verb->kinds & 1u << k)
      kinds[n++] = lab_output_kind_name((enum lab_output_kind)k);
  kinds[n] = NULL;
  return kinds;
}

/* Index of the word among the choices; what ("engine") is for the message. */
static bool choose(const struct lab_verb *verb, int key, const char *what, const char *word, size_t length,
                   size_t *index, struct lab_error *error) {
  const char *const *choices = lab_option_choices(verb, key);
  char list[200] = "", given[100];
  snprintf(given, sizeof given, "%.*s", (int)(length < 99 ? length : 99), word);
  size_t n = 0;
  for (; choices[n]; n++) {
    *index = n;
    if (strlen(choices[n]) == length && strncmp(choices[n], word, length) == 0)
      return true;
    const size_t used = strlen(list);
    snprintf(list + used, sizeof list - used, "%s%s", n ? ", " : "", choices[n]);
  }
  const char *near = lab_nearest(given, choices, n);
  if (near)
    return lab_fail(error, LAB_EXIT_USAGE, "no %s \"%s\"; did you mean \"%s\"? (%s)", what, given, near, list);
  return lab_fail(error, LAB_EXIT_USAGE, "no %s \"%s\"; there are %s", what, given, list);
}

static bool take_engines(struct lab_options *options, const char *text, struct lab_error *error) {
  for (const char *from = text;; from++) {
    const size_t length = strcspn(from, ",");
    size_t engine = 0;
    if (!choose(options->verb, LAB_OPTION_ENGINE, options->verb == &lab_verb_compare ? "detector" : "engine", from,
                length, &engine, error))
      return false;
    const char *name = lab_option_choices(options->verb, LAB_OPTION_ENGINE)[engine];
    for (int e = 0; e < LAB_ENGINES; e++)
      options->request.engines[e] |= strcmp(name, lab_engine_name((enum lab_engine)e)) == 0;
    from += length;
    if (!*from)
      return true;
  }
}

static bool take_format(struct lab_options *options, const char *text, struct lab_error *error) {
  size_t index = 0;
  if (!choose(options->verb, LAB_OPTION_FORMAT, "format", text, strlen(text), &index, error))
    return false;
  for (int k = 0; k < LAB_OUTPUT_KINDS; k++)
    if (strcmp(lab_output_kind_name((enum lab_output_kind)k),
               lab_option_choices(options->verb, LAB_OPTION_FORMAT)[index]) == 0)
      lab_targets_format(&options->targets, (enum lab_output_kind)k);
  return true;
}

static bool take_unit(struct lab_request *request, const char *value, struct lab_error *error) {
  double unit = 0;
  struct lab_error other = {0};
  if (!lab_parse_seconds("--unit", value, LAB_UNIT_MIN * 1e3, LAB_UNIT_MAX * 1e3, &unit, &other))
    return lab_fail(error, LAB_EXIT_USAGE, "--unit: \"%.100s\" is not in 0.1..60000 milliseconds", value);
  request->unit_us = (unsigned)(unit * 1e3 + 0.5);
  return true;
}

static bool take_color(struct lab_options *options, const char *value, struct lab_error *error) {
  size_t index = 0;
  if (!choose(options->verb, LAB_OPTION_COLOR, "--color", value, strlen(value), &index, error))
    return false;
  options->color = (enum lab_color)index;
  return true;
}

/* A whole number in 1..most. */
static bool take_number(const char *option, const char *value, unsigned most, unsigned *into, struct lab_error *error) {
  uint64_t number = 0;
  if (!lab_parse_integer(option, value, 1, most, &number, error))
    return false;
  *into = (unsigned)number;
  return true;
}

static bool take_value(struct lab_options *options, int key, const char *value, struct lab_error *error) {
  struct lab_request *request = &options->request;
  uint64_t number = 0;
  switch (key) {
  case LAB_OPTION_ITERATIONS:
    return lab_parse_integer("--iterations", value, 1, LAB_ITERATIONS_MAX, &request->iterations, error);
  case LAB_OPTION_TIME: return lab_parse_seconds("--time", value, LAB_TIME_MIN, LAB_TIME_MAX, &request->seconds, error);
  case LAB_OPTION_TIMEOUT:
    return lab_parse_seconds("--timeout", value, LAB_TIMEOUT_MIN, LAB_TIMEOUT_MAX, &request->timeout, error);
  case LAB_OPTION_UNIT: return take_unit(request, value, error);
  case LAB_OPTION_THREADS: return take_number("--threads", value, LAB_ACTORS_MAX, &request->threads, error);
  case LAB_OPTION_OPS:
    if (!lab_parse_integer("--ops", value, 1, LAB_OPS_MAX, &number, error))
      return false;
    request->ops = (unsigned long)number;
    return true;
  case LAB_OPTION_SEED:
    options->seeded = true;
    return lab_parse_integer("--seed", value, 0, UINT64_MAX, &request->seed, error);
  case LAB_OPTION_SHARD:
    options->sharded = true;
    return lab_shard_parse(value, &options->shard, &options->shard_source, error);
  case LAB_OPTION_ENGINE: return take_engines(options, value, error);
  case LAB_OPTION_COMPILE_COMMANDS: options->compile_commands = value; return true;
  case LAB_OPTION_RUBRIC: options->rubric = value; return true;
  case LAB_OPTION_KEEP: options->keep = value; return true;
  case LAB_OPTION_JOBS: return take_number("--jobs", value, LAB_JOBS_LIMIT, &options->jobs, error);
  case LAB_OPTION_FORMAT: return take_format(options, value, error);
  case LAB_OPTION_OUTPUT: return lab_targets_output(&options->targets, value, error);
  case LAB_OPTION_COLOR: return take_color(options, value, error);
  }
  return lab_explore_option(&options->explore, key, value, error);
}

static bool take_switch(struct lab_options *options, int key) {
  const struct {
    int key;
    bool *flag;
    bool value;
  } switches[] = {
      {LAB_OPTION_PIN, &options->request.pin, true},
      {LAB_OPTION_NO_PIN, &options->request.pin, false},
      {LAB_OPTION_NO_TUNE, &options->request.tune, false},
      {LAB_OPTION_REQUIRE_REPRO, &options->request.require_repro, true},
      {LAB_OPTION_QUIET, &options->quiet, true},
      {LAB_OPTION_VERBOSE, &options->verbose, true},
      {LAB_OPTION_HELP, &options->help, true},
      {LAB_OPTION_ANSWER, &options->answer, true},
      {LAB_OPTION_NO_SANDBOX, &options->no_sandbox, true},
      {LAB_OPTION_FORCE, &options->force, true},
      {LAB_OPTION_ALL, &options->all, true},
      {LAB_OPTION_UNIFIED, &options->unified, true},
      {LAB_OPTION_SIDE_BY_SIDE, &options->side_by_side, true},
      {LAB_OPTION_NAMES, &options->names, true},
      {LAB_OPTION_MAN, &options->man, true},
      {LAB_OPTION_BASH_COMPLETION, &options->bash_completion, true},
      {LAB_OPTION_COUNT, &options->explore.count, true},
      {LAB_OPTION_STEP, &options->explore.step, true},
      {LAB_OPTION_GDB, &options->explore.gdb, true},
  };
  for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
    if (switches[i].key != key)
      continue;
    *switches[i].flag = switches[i].value;
    return true;
  }
  return false;
}

/* -- Between argp and the above: argp says only that something is wrong, so what it is is found out here. -- */
struct parsing {
  struct lab_options *options;
  struct lab_error *error;
  char **operands;
};

/* By its name, or by a beginning that only one option has. */
static const struct argp_option *find_long(const struct argp_option *table, const char *word, size_t length) {
  const struct argp_option *found = NULL;
  unsigned n = 0;
  for (; table->name; table++) {
    if (strncmp(table->name, word, length) != 0)
      continue;
    if (strlen(table->name) == length)
      return table;
    found = table;
    n++;
  }
  return n == 1 ? found : NULL;
}

static const struct argp_option *find_short(const struct argp_option *table, int key) {
  for (; table->name; table++)
    if (table->key == key)
      return table;
  return NULL;
}

static void explain_long(const struct lab_verb *verb, const char *word, struct lab_error *error) {
  const size_t length = strcspn(word, "=");
  const struct argp_option *option = find_long(verb->options, word, length);
  const char *names[NAMES_MAX];
  char given[100];
  size_t n = 0;
  if (option && option->arg)
    lab_fail(error, LAB_EXIT_USAGE, "--%s needs a value: %s", option->name, option->arg);
  else if (option)
    lab_fail(error, LAB_EXIT_USAGE, "--%s takes no value", option->name);
  for (const struct argp_option *o = verb->options; o->name && n < NAMES_MAX; o++)
    names[n++] = o->name;
  snprintf(given, sizeof given, "%.*s", (int)(length < 99 ? length : 99), word);
  const char *near = lab_nearest(given, names, n);
  if (near)
    lab_fail(error, LAB_EXIT_USAGE, "%s has no option --%s; did you mean --%s?", verb->name, given, near);
  else
    lab_fail(error, LAB_EXIT_USAGE, "%s has no option --%s; \"lab %s --help\" lists them", verb->name, given,
             verb->name);
}

/* Called with the word that argp did not like. */
static void explain(const struct lab_verb *verb, const char *word, struct lab_error *error) {
  if (word[0] == '-' && word[1] == '-') {
    explain_long(verb, word + 2, error);
    return;
  }
  for (const char *c = word + 1; *word == '-' && *c; c++) {
    const struct argp_option *option = find_short(verb->options, (unsigned char)*c);
    if (!option)
      lab_fail(error, LAB_EXIT_USAGE, "%s has no option -%c; \"lab %s --help\" lists them", verb->name, *c, verb->name);
    else if (option->arg)
      lab_fail(error, LAB_EXIT_USAGE, "-%c (--%s) needs a value: %s", *c, option->name, option->arg);
  }
  lab_fail(error, LAB_EXIT_USAGE, "\"%s\" is not understood; \"lab %s --help\" says what is", word, verb->name);
}

static error_t parse_one(int key, char *argument, struct argp_state *state) {
  struct parsing *parsing = state->input;
  struct lab_options *options = parsing->options;
  if (key == ARGP_KEY_ERROR) {
    const int at = state->next > 1 ? state->next - 1 : 1;
    explain(options->verb, state->argv[at < state->argc ? at : state->argc - 1], parsing->error);
    return 0;
  }
  if (key == ARGP_KEY_ARG) {
    parsing->operands[options->request.n_patterns++] = argument;
    return 0;
  }
  if (!find_short(options->verb->options, key))
    return ARGP_ERR_UNKNOWN;
  const bool good = argument ? take_value(options, key, argument, parsing->error) : take_switch(options, key);
  return good ? 0 : EINVAL;
}

static bool check_operands(const struct lab_options *options, struct lab_error *error) {
  const struct lab_verb *verb = options->verb;
  const size_t n = options->request.n_patterns;
  if (n < verb->least)
    return lab_fail(error, LAB_EXIT_USAGE, "%s needs %s; \"lab list\" shows what there is", verb->name, verb->operands);
  if (n > verb->most)
    return lab_fail(error, LAB_EXIT_USAGE, "%s: \"%s\" is one too many; it takes %s", verb->name,
                    options->request.patterns[verb->most], verb->most ? verb->operands : "options alone");
  return true;
}

bool lab_options_parse(struct lab_options *options, const struct lab_verb *verb, int argc, char **argv,
                       struct lab_error *error) {
  *options = (struct lab_options){
      .verb = verb, .request = {.pin = true, .tune = true, .timeout = LAB_TIMEOUT_DEFAULT}, .n_words = argc - 1};
  /* argp moves the operands to the end of argv; the command line is repeated as it was given. */
  options->words = calloc((size_t)argc + 1, sizeof *options->words);
  char **operands = calloc((size_t)argc + 1, sizeof *operands);
  char **working = calloc((size_t)argc + 1, sizeof *working);
  options->request.patterns = operands;
  if (!options->words || !operands || !working) {
    free(working);
    return lab_fail(error, LAB_EXIT_SYSTEM, "out of memory");
  }
  memcpy(options->words, argv + 1, (size_t)(argc - 1) * sizeof *argv);
  memcpy(working, argv, (size_t)argc * sizeof *argv);
  for (int a = 1; a < argc && verb->takes_files; a++) {
    if (strcmp(argv[a], "--") != 0)
      continue;
    options->flags = argv + a + 1;
    options->n_flags = (size_t)(argc - a - 1);
    argc = a;
  }
  struct parsing parsing = {.options = options, .error = error, .operands = operands};
  const struct argp argp = {.options = verb->options, .parser = parse_one};
  const error_t failed = argp_parse(&argp, argc, working, ARGP_NO_ERRS | ARGP_NO_HELP | ARGP_NO_EXIT, NULL, &parsing);
  free(working);
  if (options->help && !error->code)
    return true;
  if (failed)
    return lab_fail(error, LAB_EXIT_USAGE, "the command line is not understood: %s", strerror(failed));
  lab_targets_finish(&options->targets);
  return !error->code && check_operands(options, error);
}

void lab_options_clear(struct lab_options *options) {
  free(options->words);
  free((void *)options->request.patterns);
  options->words = NULL;
  options->request.patterns = NULL;
}

void lab_put_quoted(FILE *out, const char *word) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:=+@%";
  if (*word && strspn(word, plain) == strlen(word)) {
    fputs(word, out);
    return;
  }
  fputc('\'', out);
  for (; *word; word++) {
    if (*word == '\'')
      fputs("'\\''", out);
    else
      fputc(*word, out);
  }
  fputc('\'', out);
}

/* As given, but for --shard auto, which means something else elsewhere. */
static void put_word(FILE *out, const struct lab_options *options, int w) {
  const char *word = options->words[w];
  const bool value = w > 0 && strcmp(options->words[w - 1], "--shard") == 0;
  if (options->shard.total > 0 && value)
    fprintf(out, "%u/%u", options->shard.index, options->shard.total);
  else if (options->shard.total > 0 && strncmp(word, "--shard=", 8) == 0)
    fprintf(out, "--shard=%u/%u", options->shard.index, options->shard.total);
  else
    lab_put_quoted(out, word);
}

char *lab_options_repeat(const struct lab_options *options, uint64_t seed) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return NULL;
  const char *hosts = getenv("LAB_HOSTS");
  if (hosts && *hosts) {
    fputs("LAB_HOSTS=", out);
    lab_put_quoted(out, hosts);
    fputc(' ', out);
  }
  fprintf(out, "lab %s", options->verb->name);
  bool seeded = options->seeded, ended = false;
  for (int w = 0; w < options->n_words; w++) {
    const bool end = !ended && strcmp(options->words[w], "--") == 0;
    if (end && !seeded)
      fprintf(out, " --seed %" PRIu64, seed);
    seeded |= end;
    ended |= end;
    fputc(' ', out);
    put_word(out, options, w);
  }
  if (!seeded)
    fprintf(out, " --seed %" PRIu64, seed);
  fclose(out);
  return text;
}
