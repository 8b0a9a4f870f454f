/* SPDX-License-Identifier: MIT */
#include "merge/merge.h"
#include "cli/run.h"
#include "cli/terminal.h"
#include "supervise/supervise.h"
#include <stdlib.h>
#include <string.h>

static const struct argp_option options_of_merge[] = {
    {"format", LAB_OPTION_FORMAT, "FORMAT", 0, "table, json, jsonl, csv, junit, sarif, tap or svg", 0},
    {"output", LAB_OPTION_OUTPUT, "FILE", 0, "Write the results to FILE too; repeatable; - is standard output", 0},
    {"verbose", LAB_OPTION_VERBOSE, NULL, 0, "Show more: layouts, incidents, every report", 0},
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_merge = {
    .name = "merge",
    .operands = "FILE...",
    .summary = "Put the shards of a run together, and report on the whole",
    .details =
        "Reads what `lab run` or `lab check` has written with --shard I/N and --format jsonl, on one machine or on "
        "many, "
        "adds it up and reports as the one run would have: the same formats, the same exit code. FILE may be - for "
        "standard input.\n\n"
        "It refuses what does not add up to one run: a shard that is missing, is there twice or was interrupted, and "
        "shards that differ in seed, parameters, declarations or version. The file of a run that was not divided is "
        "taken too, alone: to have it in another format.",
    .options = options_of_merge,
    .kinds = LAB_RUN_KINDS,
    .least = 1,
    .most = LAB_OPERANDS_MAX,
    .run = lab_cli_merge,
};

/* Without --shard and its value, in either form: the command of the whole. */
static char *command_of_whole(const char *command) {
  char *whole = strdup(command ? command : "lab merge");
  char *at = whole ? strstr(whole, " --shard") : NULL;
  if (!at || (at[8] != ' ' && at[8] != '='))
    return whole;
  const char *rest = at + 9 + strcspn(at + 9, " ");
  memmove(at, rest, strlen(rest) + 1);
  return whole;
}

static int report(struct lab_part *parts, size_t n, const struct lab_options *options, struct lab_error *error) {
  struct lab_run whole;
  int code = LAB_EXIT_SYSTEM;
  if (!lab_parts_check(parts, n, error))
    return error->code;
  if (lab_parts_merge(parts, n, &whole, error)) {
    const struct lab_style style = lab_style_of(options);
    char *command = command_of_whole(whole.command);
    whole.command = command ? command : "lab merge";
    code = lab_run_exit_code(&whole);
    lab_targets_write(&options->targets, &whole, &style, error);
    lab_cli_github(&whole, error);
    free(command);
  }
  lab_run_clear(&whole);
  return code;
}

int lab_cli_merge(const struct lab_options *options, struct lab_error *error) {
  const size_t n = options->request.n_patterns;
  struct lab_part *parts = calloc(n, sizeof *parts);
  size_t read = 0;
  int code = LAB_EXIT_SYSTEM;
  if (!parts) {
    lab_fail(error, LAB_EXIT_SYSTEM, "out of memory");
    return error->code;
  }
  bool good = lab_targets_check(&options->targets, error);
  while (good && read < n) {
    good = lab_part_read(&parts[read], options->request.patterns[read], error);
    read += good;
  }
  if (good)
    code = report(parts, n, options, error);
  for (size_t p = 0; p < read; p++)
    lab_part_clear(&parts[p]);
  free(parts);
  return code;
}
