/* SPDX-License-Identifier: MIT */
#include "grade/worker.h"
#include "build/tree.h"
#include "supervise/process.h"
#include "supervise/supervise.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKER_SECONDS 900.0 /* beyond what all limits together can take */
#define END_SECONDS 5.0
#define RESULT_BYTES ((size_t)64 << 20)

/* The worker itself; what it starts is below its janitor, which cleans up however this ends. */
static _Noreturn void work(const struct lab_assignment *assignment, const struct lab_submission *submission,
                           const struct lab_handed_in *handed, const struct lab_error *intake, int output,
                           const sigset_t *before) {
  struct lab_error error = {0};
  bool interrupted = false;
  json_t *result = NULL;
  const char *tree = lab_tree_make(&error);
  lab_janitor_at_end(lab_tree_remove);
  const bool started = tree && lab_janitor_start(&error);
  sigprocmask(SIG_SETMASK, before, NULL); /* not before there is a janitor who removes the tree */
  if (started)
    result = lab_grade_submission(assignment, submission, handed, intake, tree, &interrupted);
  else
    result = lab_grade_error(assignment, submission, error.text);
  char *text = interrupted ? NULL : json_dumps(result, JSON_COMPACT);
  const size_t size = text ? strlen(text) : 0;
  for (size_t done = 0; done < size;) {
    const ssize_t n = write(output, text + done, size - done);
    if (n < 0 && errno != EINTR)
      break;
    done += n > 0 ? (size_t)n : 0;
  }
  lab_tree_remove();
  _exit(0); /* what the front end has buffered is not this process's to write */
}

bool lab_worker_start(struct lab_worker_process *worker, const struct lab_assignment *assignment,
                      const struct lab_submission *submission, const struct lab_handed_in *handed,
                      const struct lab_error *intake, const sigset_t *before, struct lab_error *error) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return lab_fail(error, 3, "cannot make a pipe: %s", strerror(errno));
  const pid_t parent = getpid(), pid = fork();
  if (pid < 0) {
    const int reason = errno;
    close(ends[0]);
    close(ends[1]);
    return lab_fail(error, 3, "cannot start a process: %s", strerror(reason));
  }
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
      _exit(1);
    setpgid(0, 0);
    close(ends[0]);
    work(assignment, submission, handed, intake, ends[1], before);
  }
  setpgid(pid, pid);
  close(ends[1]);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  worker->pid = pid;
  worker->output = ends[0];
  worker->text = NULL;
  worker->size = 0;
  worker->deadline = lab_process_now() + WORKER_SECONDS;
  return true;
}

bool lab_worker_read(struct lab_worker_process *worker) {
  char buffer[65536];
  for (;;) {
    const ssize_t n = read(worker->output, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno != EAGAIN;
    if (n == 0)
      return true;
    char *grown = worker->size < RESULT_BYTES ? realloc(worker->text, worker->size + (size_t)n) : NULL;
    if (!grown)
      return true;
    memcpy(grown + worker->size, buffer, (size_t)n);
    worker->text = grown;
    worker->size += (size_t)n;
  }
}

json_t *lab_worker_end(struct lab_worker_process *worker) {
  const double end = lab_process_now() + END_SECONDS;
  json_t *result = worker->text ? json_loadb(worker->text, worker->size, 0, NULL) : NULL;
  pid_t ended = result ? 0 : waitpid(worker->pid, NULL, WNOHANG);
  if (!result && ended == 0)
    kill(worker->pid, SIGTERM);
  for (bool killed = false; ended == 0 || (ended < 0 && errno == EINTR);) {
    ended = waitpid(worker->pid, NULL, WNOHANG);
    if (ended == 0)
      usleep(2000);
    if (ended == 0 && !killed && lab_process_now() > end) {
      lab_process_kill_tree(worker->pid);
      killed = true;
    }
  }
  close(worker->output);
  free(worker->text);
  worker->pid = 0;
  worker->text = NULL;
  return result;
}
