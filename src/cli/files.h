/* SPDX-License-Identifier: MIT */
/*
 * Files and folders among the operands of a command: they are built into a temporary tree, whose host directory comes
 * before the others, and stand for the variants in them.
 */
#ifndef LAB_CLI_FILES_H
#define LAB_CLI_FILES_H

#include "build/argv.h"
#include "build/paths.h"
#include "cli/cli.h"

struct lab_files {
  struct lab_paths paths;
  struct lab_build build;
  struct lab_argv *own;     /* the flags of each source, from a compilation database */
  struct lab_argv operands; /* the other operands, then a name for each variant that was built */
  const char *compile_commands;
  bool quiet; /* no notes */
};

/* What is said of them beside the operands. */
struct lab_files_options {
  char *const *flags; /* what follows "--" */
  size_t n_flags;
  const char *compile_commands; /* a file, or NULL */
  bool verbose;                 /* say which flags are taken from it */
};

/*
 * Finds the sources that the operands mean.  Where there are any, a temporary tree is made for them and the janitor
 * started, which removes it however this process ends: call it before anything that must not be done twice.
 */
bool lab_files_open(struct lab_files *files, char *const *operands, size_t n, const struct lab_files_options *options,
                    struct lab_error *error);
void lab_files_close(struct lab_files *files);

/*
 * Says what the compiled sources are: a program with a main (*program), or variants with the code that they call.
 * Error 2 where they are neither, or both.  Programs that were met in a folder beside variants are left out, which is
 * noted.
 */
bool lab_files_sort(struct lab_files *files, bool *program, struct lab_error *error);

/* Links the host directory for these hosts and puts it before the others; files->operands is complete then. */
bool lab_files_link(struct lab_files *files, const char *const *hosts, size_t n_hosts, struct lab_error *error);

/* Notes in the catalog which of its variants came from which file, so that hints name that. */
void lab_files_name(const struct lab_files *files, struct lab_catalog *catalog);

/*
 * All of the above for a command that runs variants on the engines of the request, whose operands are replaced.  Does
 * nothing where no operand is a path.
 */
bool lab_files_use(struct lab_files *files, struct lab_request *request, const struct lab_options *options,
                   struct lab_error *error);

#endif
