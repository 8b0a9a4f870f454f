/* SPDX-License-Identifier: MIT */
/*
 * Runs a program that is not trusted to end or to be brief, and keeps what it prints.
 */
#ifndef LAB_PLAN_CAPTURE_H
#define LAB_PLAN_CAPTURE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct lab_capture {
  char *out; /* standard output, terminated; never NULL after lab_capture_run */
  size_t size;
  char first_error[200]; /* first line of standard error, control characters replaced */
  int status;            /* as of waitpid(2); meaningful where started and not timed_out */
  int start_error;       /* errno of the start; 0: started */
  bool timed_out;        /* killed after the time limit */
  bool too_large;        /* killed after printing more than the limit */
  /* while it runs: */
  pid_t pid;
  int pidfd, out_fd, err_fd;
  size_t limit, error_length;
  bool error_complete;
};

/*
 * Runs argv (argv[0] is searched in PATH if it has no slash) with no input, in a process group of its own, for at
 * most this many seconds and bytes of output; when it is over, the group is killed.  True if it ended by itself with
 * status 0.  The caller frees with lab_capture_clear in either case.
 */
bool lab_capture_run(struct lab_capture *capture, char *const *argv, double seconds, size_t limit);
void lab_capture_clear(struct lab_capture *capture);

/*
 * The same in steps, for a caller that waits for several at a time: start; until _follow returns true, poll(2) what
 * _poll fills in and call _follow; then _finish, which returns what lab_capture_run does.  _finish may come earlier,
 * and kills it then.  After a failed start, _finish alone may be called.
 */
#define LAB_CAPTURE_FDS 3
bool lab_capture_start(struct lab_capture *capture, char *const *argv, size_t limit);
void lab_capture_poll(const struct lab_capture *capture, struct pollfd set[LAB_CAPTURE_FDS]);
bool lab_capture_follow(struct lab_capture *capture);
bool lab_capture_finish(struct lab_capture *capture);

/* Says in one clause why lab_capture_run returned false; the text is in a static buffer. */
const char *lab_capture_reason(const struct lab_capture *capture);

#endif
