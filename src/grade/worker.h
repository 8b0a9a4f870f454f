/* SPDX-License-Identifier: MIT */
/*
 * Internal to src/grade: the process that grades one submission.
 */
#ifndef LAB_GRADE_WORKER_H
#define LAB_GRADE_WORKER_H

#include "grade/judge.h"
#include <signal.h>
#include <sys/types.h>

struct lab_worker_process {
  pid_t pid;
  int output; /* its result comes here as JSON; end of file when it is over */
  char *text;
  size_t size;
  double deadline;
  size_t index; /* of the submission */
};

/*
 * Starts it, in a process group of its own.  before: the signal mask that it gets.  False with error set where that is
 * impossible.  It dies with this process.
 */
bool lab_worker_start(struct lab_worker_process *worker, const struct lab_assignment *assignment,
                      const struct lab_submission *submission, const struct lab_handed_in *handed,
                      const struct lab_error *intake, const sigset_t *before, struct lab_error *error);

/* Takes in what it has written; true when that was all. */
bool lab_worker_read(struct lab_worker_process *worker);

/* Ends it if need be, waits for it, releases everything, and returns its result; NULL where it has none. */
json_t *lab_worker_end(struct lab_worker_process *worker);

#endif
