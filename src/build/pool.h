/* SPDX-License-Identifier: MIT */
/*
 * Runs commands, a few at a time, each with what it prints in a file and a time limit.
 */
#ifndef LAB_BUILD_POOL_H
#define LAB_BUILD_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct lab_pool_command {
  char *const *argv; /* argv[0] is searched in PATH if it has no slash */
  const char *log;   /* path of the file that standard output and error go to */
  /* Set by lab_pool_run: */
  int start_error; /* errno of the start; 0: started */
  int status;      /* as of waitpid(2), where started */
  bool timed_out;  /* killed, its process group with it, when its time was over */
};

/*
 * Runs n commands, at most jobs of them at a time, each for at most this many seconds, with no input and in a process
 * group of its own.  Returns when all have ended; true if each ended by itself with status 0.
 */
bool lab_pool_run(struct lab_pool_command *commands, size_t n, unsigned jobs, double seconds);

#endif
