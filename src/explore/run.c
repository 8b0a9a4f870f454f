/* SPDX-License-Identifier: MIT */
#include "explore/run.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { ARGUMENTS = 40, NUMBER = 32 };

char **lab_explore_command(const struct lab_explore_request *r) {
  static char *argv[ARGUMENTS];
  static char numbers[6][NUMBER];
  int n = 0;
  snprintf(numbers[0], NUMBER, "%u", r->threads);
  snprintf(numbers[1], NUMBER, "%lu", r->ops ? r->ops : 1);
  snprintf(numbers[2], NUMBER, "%lu", r->executions);
  snprintf(numbers[3], NUMBER, "%lu", r->steps);
  snprintf(numbers[4], NUMBER, "%lu", r->seed);
  snprintf(numbers[5], NUMBER, "%.3f", r->seconds);
  const struct {
    const char *option, *value;
    bool given;
  } all[] = {{"--threads", numbers[0], r->threads != 0},
             {"--ops", numbers[1], r->variant != NULL},
             {"--executions", numbers[2], r->executions != 0},
             {"--steps", numbers[3], r->steps != 0},
             {"--seed", numbers[4], r->seed != 0},
             {"--time", numbers[5], r->seconds > 0},
             {"--memory", r->memory, r->memory != NULL},
             {"--strategy", r->strategy, r->strategy != NULL},
             {"--schedule", r->schedule, r->schedule != NULL},
             {"--identity", r->identity, r->identity != NULL},
             {"--count", NULL, r->count},
             {"--step", NULL, r->step}};
  argv[n++] = (char *)(uintptr_t)r->executable;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (!all[i].given)
      continue;
    argv[n++] = (char *)(uintptr_t)all[i].option;
    if (all[i].value)
      argv[n++] = (char *)(uintptr_t)all[i].value;
  }
  if (r->variant)
    argv[n++] = (char *)(uintptr_t)r->variant;
  argv[n] = NULL;
  return argv;
}

/* Waits; an interruption from the terminal reaches the host too, which then sends what it has. */
static int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

static bool start(pid_t *pid, char **argv, int in, int out, struct lab_error *error) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGINT);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  if (in >= 0)
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  if (out >= 0)
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  int failed = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed == 0 || lab_fail(error, 3, "cannot start %s: %s", argv[0], strerror(failed));
}

static json_t *no_result(const struct lab_explore_request *request, int status, struct lab_error *error) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 2) {
    lab_fail(error, 2,
             request->schedule ? "the schedule cannot be replayed (see above)" : "the host refused (see above)");
  } else if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
    lab_fail(error, 77, "the explorer cannot run here (see above)");
  } else if (WIFSIGNALED(status)) {
    lab_fail(error, 3, "the explorer's host was killed by signal %d; the program may have overwritten it",
             WTERMSIG(status));
  } else {
    lab_fail(error, 3, "the explorer's host ended with status %d and no result",
             WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  }
  return NULL;
}

json_t *lab_explore_run(const struct lab_explore_request *request, struct lab_error *error) {
  int ends[2];
  pid_t pid;
  if (pipe2(ends, O_CLOEXEC) != 0) {
    lab_fail(error, 3, "cannot make a pipe: %s", strerror(errno));
    return NULL;
  }
  struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
  sigaction(SIGINT, &ignore, &before);
  bool started = start(&pid, lab_explore_command(request), -1, ends[1], error);
  close(ends[1]);
  FILE *in = fdopen(ends[0], "r");
  json_t *result = NULL;
  if (started) {
    result = in ? json_loadf(in, 0, NULL) : NULL;
    int status = wait_for(pid);
    if (!result)
      no_result(request, status, error);
  }
  if (in)
    fclose(in);
  sigaction(SIGINT, &before, NULL);
  return result;
}

bool lab_explore_start_session(const struct lab_explore_request *request, pid_t *pid, FILE **from_host, FILE **to_host,
                               struct lab_error *error) {
  int up[2], down[2];
  if (pipe2(up, O_CLOEXEC) != 0)
    return lab_fail(error, 3, "cannot make a pipe: %s", strerror(errno));
  if (pipe2(down, O_CLOEXEC) != 0) {
    close(up[0]);
    close(up[1]);
    return lab_fail(error, 3, "cannot make a pipe: %s", strerror(errno));
  }
  bool started = start(pid, lab_explore_command(request), down[0], up[1], error);
  close(up[1]);
  close(down[0]);
  *from_host = started ? fdopen(up[0], "r") : NULL;
  *to_host = started ? fdopen(down[1], "w") : NULL;
  if (started)
    return true;
  close(up[0]);
  close(down[1]);
  return false;
}

int lab_explore_end_session(pid_t pid) {
  int status = wait_for(pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

bool lab_explore_identity(char text[9], char *const *files, size_t n_files, const char *const *words, size_t n_words,
                          struct lab_error *error) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t f = 0; f < n_files; f++) {
    FILE *file = fopen(files[f], "r");
    if (!file)
      return lab_fail(error, 2, "cannot read %s: %s", files[f], strerror(errno));
    for (int c = getc(file); c != EOF; c = getc(file))
      hash = (hash ^ (unsigned)c) * 0x100000001b3u;
    fclose(file);
  }
  for (size_t w = 0; w < n_words; w++)
    for (const char *c = words[w];; c++) {
      hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
      if (!*c)
        break;
    }
  snprintf(text, 9, "%08x", (unsigned)(hash ^ hash >> 32));
  return true;
}
