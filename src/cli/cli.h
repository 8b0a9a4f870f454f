/* SPDX-License-Identifier: MIT */
/*
 * The command line: one table of commands, one file per command.
 *
 * Adding a command: write <command>.c with a struct lab_verb, declare it below, and name it in lab_verbs (cli.c).
 * Help, the man page and the completion are made from that table.
 */
#ifndef LAB_CLI_CLI_H
#define LAB_CLI_CLI_H

#include "cli/options.h"
#include "plan/catalog.h"

#ifndef LAB_VERSION
#define LAB_VERSION "unknown"
#endif

/* Exit codes; these are promised. */
enum lab_exit {
  LAB_EXIT_AS_DECLARED = 0,
  LAB_EXIT_BROKEN = 1, /* an expectation */
  LAB_EXIT_USAGE = 2,
  LAB_EXIT_SYSTEM = 3,
  LAB_EXIT_NOTHING = 4, /* matched */
  LAB_EXIT_CANNOT_RUN = 77
};

struct lab_verb {
  const char *name;
  const char *operands; /* "LAB[/VARIANT]..." */
  const char *summary;  /* one line, without a full stop */
  const char *details;  /* paragraphs for help and man page, separated by empty lines */
  const struct argp_option *options;
  bool takes_files;     /* operands may be paths, and what follows "--" is for the compiler */
  unsigned kinds;       /* formats that --format takes: bits 1 << enum lab_output_kind */
  unsigned least, most; /* operands */
  /* Returns the exit code, or sets error, whose code is then the exit code. */
  int (*run)(const struct lab_options *options, struct lab_error *error);
  /* Instead of run, for a command that reads its own words (after "--" they are not ours): returns the exit code. */
  int (*run_words)(int argc, char **argv);
};

extern const struct lab_verb lab_verb_run, lab_verb_explore, lab_verb_check, lab_verb_bench, lab_verb_compare,
    lab_verb_merge, lab_verb_list, lab_verb_show, lab_verb_diff, lab_verb_assign, lab_verb_grade, lab_verb_doctor,
    lab_verb_help;

/* All commands, ended by NULL. */
extern const struct lab_verb *const lab_verbs[];

/* The command of this name; else NULL with error set. */
const struct lab_verb *lab_verb_find(const char *name, struct lab_error *error);

/* What main() does; returns the exit code. */
int lab_cli_main(int argc, char **argv);

/* One line on stderr, "lab: ...". */
void lab_cli_complain(const struct lab_error *error);
/* One line on stderr, "lab: note: ...". */
void lab_cli_note(const char *text);

/* Loads the catalog and prints its loud notes unless --quiet. */
bool lab_cli_catalog(struct lab_catalog *catalog, const struct lab_options *options, struct lab_error *error);

#endif
