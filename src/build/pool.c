/* SPDX-License-Identifier: MIT */
#include "build/pool.h"
#include "supervise/process.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define JOBS_MAX 16

struct job {
  struct lab_pool_command *command; /* NULL: free */
  pid_t pid;
  int pidfd;
  double deadline;
};

static int start(pid_t *pid, const struct lab_pool_command *command) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, command->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  const int failure = posix_spawnp(pid, command->argv[0], &actions, &attributes, command->argv, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

static bool begin(struct job *job, struct lab_pool_command *command, double seconds) {
  command->start_error = start(&job->pid, command);
  if (command->start_error)
    return false;
  job->command = command;
  job->pidfd = pidfd_open(job->pid, 0);
  job->deadline = lab_process_now() + seconds;
  return true;
}

/* What it started in its group goes with it. */
static void end(struct job *job) {
  kill(-job->pid, SIGKILL);
  while (waitpid(job->pid, &job->command->status, 0) < 0 && errno == EINTR)
    ;
  if (job->pidfd >= 0)
    close(job->pidfd);
  *job = (struct job){0};
}

/* Waits until one of the jobs has ended or its time is over, and ends those. */
static void wait_for_some(struct job *jobs, unsigned n) {
  struct pollfd set[JOBS_MAX];
  double next = -1;
  for (unsigned j = 0; j < n; j++) {
    set[j] = (struct pollfd){.fd = jobs[j].command ? jobs[j].pidfd : -1, .events = POLLIN};
    if (jobs[j].command && (next < 0 || jobs[j].deadline < next))
      next = jobs[j].deadline;
  }
  if (next < 0)
    return;
  const double left = next - lab_process_now();
  poll(set, n, left > 0 ? (int)(left * 1000) + 1 : 0);
  const double now = lab_process_now();
  for (unsigned j = 0; j < n; j++) {
    if (!jobs[j].command)
      continue;
    const bool ended = jobs[j].pidfd < 0 || (set[j].revents & POLLIN);
    if (!ended && now < jobs[j].deadline)
      continue;
    jobs[j].command->timed_out = !ended;
    end(&jobs[j]);
  }
}

static bool succeeded(const struct lab_pool_command *command) {
  return !command->start_error && !command->timed_out && WIFEXITED(command->status) &&
         WEXITSTATUS(command->status) == 0;
}

bool lab_pool_run(struct lab_pool_command *commands, size_t n, unsigned jobs, double seconds) {
  struct job all[JOBS_MAX] = {{0}};
  jobs = jobs < 1 ? 1 : jobs > JOBS_MAX ? JOBS_MAX : jobs;
  size_t next = 0;
  bool busy = true, good = true;
  while (next < n || busy) {
    for (unsigned j = 0; j < jobs; j++)
      while (!all[j].command && next < n)
        begin(&all[j], &commands[next++], seconds);
    wait_for_some(all, jobs);
    busy = false;
    for (unsigned j = 0; j < jobs; j++)
      busy |= all[j].command != NULL;
  }
  for (size_t c = 0; c < n; c++)
    good &= succeeded(&commands[c]);
  return good;
}
