/* SPDX-License-Identifier: MIT */
/*
 * Options: what they are called, what they take, how they are read.
 *
 * Each command lists the options it has; one parser reads them all.  The same tables make --help, the man page and
 * the completion.
 */
#ifndef LAB_CLI_OPTIONS_H
#define LAB_CLI_OPTIONS_H

#include "cli/explore_options.h"
#include "cli/output.h"
#include "plan/plan.h"
#include "plan/shard.h"
#include <argp.h>

/* What parses and completes an option; letters are its short form. */
enum lab_option_key {
  LAB_OPTION_ITERATIONS = 'n',
  LAB_OPTION_OUTPUT = 'o',
  LAB_OPTION_QUIET = 'q',
  LAB_OPTION_VERBOSE = 'v',
  LAB_OPTION_HELP = 'h',
  LAB_OPTION_TIME = 0x100,
  LAB_OPTION_THREADS,
  LAB_OPTION_OPS,
  LAB_OPTION_ENGINE,
  LAB_OPTION_SEED,
  LAB_OPTION_TIMEOUT,
  LAB_OPTION_UNIT,
  LAB_OPTION_SHARD,
  LAB_OPTION_PIN,
  LAB_OPTION_NO_PIN,
  LAB_OPTION_NO_TUNE,
  LAB_OPTION_FORMAT,
  LAB_OPTION_REQUIRE_REPRO,
  LAB_OPTION_COLOR,
  LAB_OPTION_ANSWER,
  LAB_OPTION_ALL,
  LAB_OPTION_UNIFIED,
  LAB_OPTION_SIDE_BY_SIDE,
  LAB_OPTION_NAMES,
  LAB_OPTION_MAN,
  LAB_OPTION_BASH_COMPLETION,
  LAB_OPTION_COMPILE_COMMANDS,
  LAB_OPTION_RUBRIC,
  LAB_OPTION_KEEP,
  LAB_OPTION_JOBS,
  LAB_OPTION_NO_SANDBOX,
  LAB_OPTION_FORCE,
  LAB_OPTION_STRATEGY, /* these: explore_options.h */
  LAB_OPTION_BOUND,
  LAB_OPTION_MEMORY,
  LAB_OPTION_SCHEDULE,
  LAB_OPTION_ARGS,
  LAB_OPTION_EXECUTIONS,
  LAB_OPTION_STEPS,
  LAB_OPTION_COUNT,
  LAB_OPTION_STEP,
  LAB_OPTION_GDB
};

#define LAB_ITERATIONS_MAX UINT64_C(1000000000000)
#define LAB_OPS_MAX UINT64_C(1000000000)
#define LAB_TIMEOUT_MIN 0.05
#define LAB_TIMEOUT_MAX 86400.0
#define LAB_TIMEOUT_DEFAULT 10.0
#define LAB_UNIT_MIN 0.0001
#define LAB_UNIT_MAX 60.0
#define LAB_JOBS_LIMIT 64
#define LAB_TIME_MIN 0.01
#define LAB_TIME_MAX 604800.0

enum lab_color { LAB_COLOR_AUTO, LAB_COLOR_ALWAYS, LAB_COLOR_NEVER };

struct lab_verb;

/* What the command line says. */
struct lab_options {
  const struct lab_verb *verb;
  struct lab_request request; /* patterns are the operands */
  bool seeded;                /* --seed was given */
  struct lab_shard shard;     /* total 0: --shard was not given, or the environment names none */
  struct lab_shard_source shard_source;
  bool sharded; /* --shard was given */
  struct lab_targets targets;
  enum lab_color color;
  bool quiet, verbose, help, answer, all, unified, side_by_side, names, man, bash_completion;
  struct lab_explore_options explore;
  const char *compile_commands; /* of files given by path, or NULL */
  const char *rubric, *keep;    /* files, or NULL */
  unsigned jobs;                /* 0: not said */
  bool no_sandbox, force;
  char *const *flags; /* what follows "--", for a command that takes files */
  size_t n_flags;
  char **words; /* the operands and options as given, without the command, for repeating them */
  int n_words;
};

/* Of commands that take files. */
#define LAB_OPTION_OF_FILES                                                                                            \
  {"compile-commands",                                                                                                 \
   LAB_OPTION_COMPILE_COMMANDS,                                                                                        \
   "FILE",                                                                                                             \
   0,                                                                                                                  \
   "Files given by path: take the flags of each from this compile_commands.json",                                      \
   0}

/* Ends every table of options. */
#define LAB_OPTIONS_COMMON                                                                                              \
  {                                                                                                                     \
      "color", LAB_OPTION_COLOR, "WHEN", 0, "auto (a terminal, and NO_COLOR is not set; the default), always or never", \
      0},                                                                                                               \
      {"quiet", LAB_OPTION_QUIET, NULL, 0, "No progress, no notes, no hints; of a table, the verdict alone", 0},        \
      {"help", LAB_OPTION_HELP, NULL, 0, "Print this help and exit", 0}, {0}

/* Parses argv[0..argc), argv[0] being the command.  options keeps pointers into argv; lab_options_clear frees. */
bool lab_options_parse(struct lab_options *options, const struct lab_verb *verb, int argc, char **argv,
                       struct lab_error *error);
void lab_options_clear(struct lab_options *options);

/* The words that an option's value can be (a NULL-ended list), or NULL where it is free. */
const char *const *lab_option_choices(const struct lab_verb *verb, int key);

/* Strict numbers: decimal digits and nothing else, in range.  option is for the message. */
bool lab_parse_integer(const char *option, const char *text, uint64_t low, uint64_t high, uint64_t *into,
                       struct lab_error *error);
/* Digits, with a fraction if need be ("0.5"). */
bool lab_parse_seconds(const char *option, const char *text, double low, double high, double *into,
                       struct lab_error *error);

/* Writes a word as a POSIX shell reads it back. */
void lab_put_quoted(FILE *out, const char *word);

/* The command line that repeats this one, the seed included; the caller frees. */
char *lab_options_repeat(const struct lab_options *options, uint64_t seed);

#endif
