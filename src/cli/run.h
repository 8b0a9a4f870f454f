/* SPDX-License-Identifier: MIT */
/*
 * What run and check share.
 */
#ifndef LAB_CLI_RUN_H
#define LAB_CLI_RUN_H

#include "cli/cli.h"

#define LAB_CHECK_ITERATIONS 200
#define LAB_COMPARE_ITERATIONS 100
#define LAB_OPERANDS_MAX 100000u
#define LAB_RUN_KINDS                                                                                                  \
  (1u << LAB_OUTPUT_TABLE | 1u << LAB_OUTPUT_JSON | 1u << LAB_OUTPUT_CSV | 1u << LAB_OUTPUT_JUNIT |                    \
   1u << LAB_OUTPUT_SVG | 1u << LAB_OUTPUT_JSONL | 1u << LAB_OUTPUT_SARIF | 1u << LAB_OUTPUT_TAP)

#define LAB_DETAILS_OF_FILES                                                                                           \
  "FILE.c is a variant of your own, and DIR/ every *.c in it: they are compiled for each engine, with the flags "      \
  "after "                                                                                                             \
  "\"--\" or those that a compile_commands.json has for them, and belong to the lab that is called like their "        \
  "folder. "                                                                                                           \
  "A file without a LAB_VARIANT is code that the others call."

/* Runs what the options mean, writes the results, returns the exit code of the verdict. */
int lab_cli_run(const struct lab_options *options, struct lab_error *error);

/* What there is to do about --shard before a run: says so, tells the runner, refuses where there is no --seed. */
bool lab_cli_shard(const struct lab_options *options, struct lab_error *error);

/* Where GitHub Actions runs it (GITHUB_ACTIONS): annotations, and the page of the job (GITHUB_STEP_SUMMARY). */
void lab_cli_github(const struct lab_run *run, struct lab_error *error);

/* Reads shards, writes the whole, returns the exit code of its verdict. */
int lab_cli_merge(const struct lab_options *options, struct lab_error *error);

/* What lab compare-detectors adds: the engines, where none is named; the time, where none is given. */
void lab_compare_request(struct lab_request *request);
void lab_compare_limit(struct lab_plan *plan);

#define LAB_OPTIONS_MEASURING(iterations)                                                                               \
  {"iterations", LAB_OPTION_ITERATIONS, "N", 0, iterations, 0},                                                         \
      {"time", LAB_OPTION_TIME, "S", 0, "Measuring time of the whole run in seconds, shared by all: 0.01..604800", 0},  \
      {"threads", LAB_OPTION_THREADS, "N", 0, "Actors: 1..256 (default: what the variant says)", 0},                    \
      {"ops",                                                                                                           \
       LAB_OPTION_OPS,                                                                                                  \
       "N",                                                                                                             \
       0,                                                                                                               \
       "Operations of each actor in an iteration: 1..1000000000 (default: what the variant says)",                      \
       0},                                                                                                              \
      {"engine",                                                                                                        \
       LAB_OPTION_ENGINE,                                                                                               \
       "ENGINE",                                                                                                        \
       0,                                                                                                               \
       "native, tsan, explore (the default: these three), asan, helgrind or drd; repeatable, or separated by commas",   \
       0},                                                                                                              \
      {"seed",                                                                                                          \
       LAB_OPTION_SEED,                                                                                                 \
       "N",                                                                                                             \
       0,                                                                                                               \
       "Seed of every random choice: 0..18446744073709551615 (default: random, "                                        \
       "printed)",                                                                                                      \
       0},                                                                                                              \
      {"timeout",                                                                                                       \
       LAB_OPTION_TIMEOUT,                                                                                              \
       "S",                                                                                                             \
       0,                                                                                                               \
       "Seconds without progress after which an iteration counts as hung: 0.05..86400 (default 10)",                    \
       0},                                                                                                              \
      {"unit", LAB_OPTION_UNIT, "MS", 0, "Timed labs: a unit of time in milliseconds, 0.1..60000 (default: the lab's)", \
       0},                                                                                                              \
      {"shard",                                                                                                         \
       LAB_OPTION_SHARD,                                                                                                \
       "I/N",                                                                                                           \
       0,                                                                                                               \
       "Do part I of N of the iterations; auto or auto/N: ask the environment. lab merge puts the parts together",      \
       0},                                                                                                              \
      {"pin", LAB_OPTION_PIN, NULL, 0, "Bind actors to CPUs (the default)", 0},                                         \
      {"no-pin", LAB_OPTION_NO_PIN, NULL, 0, "Leave the placing of actors to the kernel", 0},                           \
      {"no-tune", LAB_OPTION_NO_TUNE, NULL, 0, "Do not look for the best layout of states first", 0},                   \
      {"require-repro",                                                                                                 \
       LAB_OPTION_REQUIRE_REPRO,                                                                                        \
       NULL,                                                                                                            \
       0,                                                                                                               \
       "A broken variant that shows nothing here is a failure (exit code 1)",                                           \
       0},                                                                                                              \
      {"format",                                                                                                        \
       LAB_OPTION_FORMAT,                                                                                               \
       "FORMAT",                                                                                                        \
       0,                                                                                                               \
       "table, json, jsonl (JSON Lines, which lab merge reads), csv, junit, sarif (code scanning), tap, or svg (the "   \
       "timing "                                                                                                        \
       "diagrams of timed labs)",                                                                                       \
       0},                                                                                                              \
      {"output", LAB_OPTION_OUTPUT, "FILE", 0, "Write the results to FILE too; repeatable; - is standard output", 0},   \
      LAB_OPTION_OF_FILES, {"verbose", LAB_OPTION_VERBOSE, NULL, 0, "Show more: layouts, incidents, every report", 0}

#endif
