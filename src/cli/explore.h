/* SPDX-License-Identifier: MIT */
#ifndef LAB_CLI_EXPLORE_H
#define LAB_CLI_EXPLORE_H

/*
 * lab explore: argv[0] is the command's name, then options and operands.  Returns the exit code: 0 as declared (for a
 * program of its own: nothing failed), 1 not so, 2 usage, 3 system, 4 nothing matched, 77 cannot run here, 130
 * interrupted.
 */
int lab_command_explore(int argc, char **argv);

#endif
