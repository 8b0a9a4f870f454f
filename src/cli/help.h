/* SPDX-License-Identifier: MIT */
/*
 * Help, man page and completion, all made from the table of commands and their options.
 */
#ifndef LAB_CLI_HELP_H
#define LAB_CLI_HELP_H

#include "cli/cli.h"
#include <stdio.h>

/* Lines of at most so many columns, as far as words go. */
void lab_help_overview(FILE *out, int columns);                          /* "lab help" */
void lab_help_verb(FILE *out, const struct lab_verb *verb, int columns); /* "lab run --help" */
void lab_help_man(FILE *out);                                            /* roff, section 1 */
void lab_help_completion(FILE *out);                                     /* for bash */

/* lab_help_verb to standard output, as wide as that is; lab_help_overview where verb is NULL. */
bool lab_help_print(const struct lab_verb *verb, struct lab_error *error);

#endif
