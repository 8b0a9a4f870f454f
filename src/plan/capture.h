/* SPDX-License-Identifier: MIT */
/*
 * Runs a program that is not trusted to end or to be brief, and keeps what it prints.
 */
#ifndef LAB_PLAN_CAPTURE_H
#define LAB_PLAN_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

struct lab_capture {
  char *out; /* standard output, terminated; never NULL after lab_capture_run */
  size_t size;
  char first_error[200]; /* first line of standard error, control characters replaced */
  int status;            /* as of waitpid(2); meaningful where started and not timed_out */
  int start_error;       /* errno of the start; 0: started */
  bool timed_out;        /* killed after the time limit */
  bool too_large;        /* killed after printing more than the limit */
};

/*
 * Runs argv (argv[0] is searched in PATH if it has no slash) with no input, in a process group of its own, for at
 * most this many seconds and bytes of output; when it is over, the group is killed.  True if it ended by itself with
 * status 0.  The caller frees with lab_capture_clear in either case.
 */
bool lab_capture_run(struct lab_capture *capture, char *const *argv, double seconds, size_t limit);
void lab_capture_clear(struct lab_capture *capture);

/* Says in one clause why lab_capture_run returned false; the text is in a static buffer. */
const char *lab_capture_reason(const struct lab_capture *capture);

#endif
