/* SPDX-License-Identifier: MIT */
/*
 * The process that outlives the front end and cleans up after it.
 *
 *   shell --- janitor (waits) --- front end --- hosts --- whatever labs fork
 *
 * Janitor and front end are both child subreapers (prctl(2)), so a process whose parent is gone stays below them,
 * whatever session it moved to.  Hosts die with the front end (PR_SET_PDEATHSIG); what they leave falls to the
 * janitor.  If the janitor is killed, the front end gets SIGTERM and cleans up itself.
 */
#include "supervise/process.h"
#include "supervise/supervise.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SWEEP_SECONDS 5.0

static void (*clean_at_end)(void);
static bool started;

void lab_janitor_at_end(void (*clean)(void)) { clean_at_end = clean; }

/* True when no child is left. */
static bool reap_all(void) {
  for (;;) {
    const pid_t pid = waitpid(-1, NULL, WNOHANG);
    if (pid == 0)
      return false;
    lab_scratch_remove(pid);
    if (pid < 0 && errno != EINTR)
      return true;
  }
}

void lab_janitor_sweep(void) {
  const double end = lab_process_now() + SWEEP_SECONDS;
  struct timespec nap = {.tv_nsec = 200000};
  while (!reap_all() && lab_process_now() < end) {
    pid_t *pids = NULL;
    const size_t n = lab_process_descendants(getpid(), &pids);
    for (size_t i = 0; i < n; i++)
      kill(pids[i], SIGKILL);
    free(pids);
    nanosleep(&nap, NULL);
    if (nap.tv_nsec < 10000000)
      nap.tv_nsec *= 2;
  }
}

static void watched_signals(sigset_t *set) {
  sigemptyset(set);
  sigaddset(set, SIGCHLD);
  const int passed_on[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
  for (size_t i = 0; i < sizeof passed_on / sizeof passed_on[0]; i++) {
    struct sigaction action;
    /* What the caller ignores (nohup, a background job) stays ignored. */
    if (sigaction(passed_on[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
      sigaddset(set, passed_on[i]);
  }
}

/* Waits for this child and reaps orphans on the way; passes on signals that were meant for the front end. */
static int wait_for(pid_t child, const sigset_t *watched) {
  for (;;) {
    int status = 0;
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid != 0; pid = waitpid(-1, &status, WNOHANG)) {
      if (pid == child)
        return status;
      lab_scratch_remove(pid);
      if (pid < 0 && errno == ECHILD)
        return 0;
    }
    siginfo_t info;
    const int signal = sigwaitinfo(watched, &info);
    /* A terminal's Ctrl-C reaches the front end by itself: it is in the same process group. */
    if (signal > 0 && signal != SIGCHLD && info.si_code <= 0 && info.si_pid != child)
      kill(child, signal);
  }
}

static _Noreturn void end_like(int status, const sigset_t *before) {
  if (!WIFSIGNALED(status))
    _exit(WEXITSTATUS(status));
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(WTERMSIG(status), SIG_DFL);
  sigprocmask(SIG_SETMASK, before, NULL);
  sigset_t own;
  sigemptyset(&own);
  sigaddset(&own, WTERMSIG(status));
  sigprocmask(SIG_UNBLOCK, &own, NULL);
  raise(WTERMSIG(status));
  _exit(128 + WTERMSIG(status));
}

/* A reader of our output must not wait for the janitor once the front end has closed it. */
static void let_go_of_streams(void) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0)
    return;
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  dup2(null, STDERR_FILENO);
  close(null);
}

bool lab_janitor_start(struct lab_error *error) {
  if (started)
    return true;
  fflush(NULL);
  sigset_t watched, before;
  watched_signals(&watched);
  sigprocmask(SIG_BLOCK, &watched, &before);
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
    sigprocmask(SIG_SETMASK, &before, NULL);
    return lab_fail(error, 3, "cannot become a child subreaper: %s", strerror(errno));
  }
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) {
    const int reason = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return lab_fail(error, 3, "cannot start the front end's process: %s", strerror(reason));
  }
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) /* it died before the line above took effect */
      _exit(128 + SIGTERM);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigprocmask(SIG_SETMASK, &before, NULL);
    started = true;
    return true;
  }
  let_go_of_streams();
  const int status = wait_for(child, &watched);
  lab_janitor_sweep();
  if (clean_at_end)
    clean_at_end();
  end_like(status, &before);
}
