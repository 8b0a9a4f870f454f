/* SPDX-License-Identifier: MIT */
#include "explore/run.h"
#include "supervise/supervise.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { OPTIONS = LAB_EXPLORE_COMMAND_MAX - LAB_EXPLORE_WORDS_MAX, NUMBER = 32 };

/* Adds the words of a text, of which a copy is kept until the next call; returns how many there are then. */
static int add_words(char **argv, int n, const char *text) {
  static char *kept = NULL;
  char *rest = NULL;
  free(kept);
  kept = strdup(text);
  if (!kept) {
    fputs("lab: out of memory\n", stderr);
    exit(3);
  }
  for (char *word = strtok_r(kept, " \t\n", &rest); word && n < LAB_EXPLORE_COMMAND_MAX - 1;
       word = strtok_r(NULL, " \t\n", &rest))
    argv[n++] = word;
  return n;
}

/* Adds the options that the request gives; returns how many words there are then. */
static int add_options(char **argv, int n, const struct lab_explore_request *r) {
  static char numbers[7][NUMBER];
  snprintf(numbers[0], NUMBER, "%u", r->threads);
  snprintf(numbers[1], NUMBER, "%lu", r->ops ? r->ops : 1);
  snprintf(numbers[2], NUMBER, "%lu", r->executions);
  snprintf(numbers[3], NUMBER, "%lu", r->steps);
  snprintf(numbers[4], NUMBER, "%lu", r->seed);
  snprintf(numbers[5], NUMBER, "%.3f", r->seconds);
  snprintf(numbers[6], NUMBER, "%u", r->idle);
  const struct {
    const char *option, *value;
    bool given;
  } all[] = {{"--threads", numbers[0], r->threads != 0},
             {"--ops", numbers[1], r->variant != NULL},
             {"--executions", numbers[2], r->executions != 0},
             {"--steps", numbers[3], r->steps != 0},
             {"--idle", numbers[6], r->idle != 0},
             {"--seed", numbers[4], r->seed != 0},
             {"--time", numbers[5], r->seconds > 0},
             {"--memory", r->memory, r->memory != NULL},
             {"--strategy", r->strategy, r->strategy != NULL},
             {"--schedule", r->schedule, r->schedule != NULL},
             {"--identity", r->identity, r->identity != NULL},
             {"--count", NULL, r->count},
             {"--step", NULL, r->step},
             {"--progress", NULL, r->progress != NULL}};
  /* Each may have a value; beside them the executable, the variant, "--" and the NULL at the end. */
  _Static_assert(2 * sizeof all / sizeof *all + 4 <= OPTIONS, "room for every option");
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (!all[i].given)
      continue;
    argv[n++] = (char *)(uintptr_t)all[i].option;
    if (all[i].value)
      argv[n++] = (char *)(uintptr_t)all[i].value;
  }
  return n;
}

char **lab_explore_command(const struct lab_explore_request *r) {
  static char *argv[LAB_EXPLORE_COMMAND_MAX];
  static char end[] = "--";
  int n = 0;
  argv[n++] = (char *)(uintptr_t)r->executable;
  n = add_options(argv, n, r);
  if (r->variant)
    argv[n++] = (char *)(uintptr_t)r->variant;
  if (r->args) {
    argv[n++] = end;
    n = add_words(argv, n, r->args);
  }
  argv[n] = NULL;
  return argv;
}

static int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

/* -- Signals: the host is told to stop, and sends what it has. -- */

static const int watched[] = {SIGINT, SIGTERM, SIGHUP};
static volatile sig_atomic_t interrupted;
static volatile pid_t running;

static volatile time_t first_at;

/* A signal to a process group comes twice, the janitor passing on its own: only a later one means "at once". */
static void on_signal(int signal) {
  const pid_t host = running;
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (host)
    kill(host, interrupted && now.tv_sec > first_at + 1 ? SIGKILL : SIGINT);
  if (!interrupted)
    first_at = now.tv_sec;
  interrupted = signal;
}

static bool start(pid_t *pid, char **argv, int in, int out, struct lab_error *error) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  sigemptyset(&defaults);
  for (size_t i = 0; i < sizeof watched / sizeof *watched; i++)
    sigaddset(&defaults, watched[i]);
  sigaddset(&defaults, SIGPIPE);
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

static void no_result(int status, struct lab_error *error) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 2) {
    lab_fail(error, 2, "the host refused (see above)");
  } else if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
    lab_fail(error, 77, "the explorer cannot run here (see above)");
  } else if (WIFSIGNALED(status) && interrupted) {
    lab_fail(error, 128 + interrupted, "stopped at once; what was found is lost");
  } else if (WIFSIGNALED(status)) {
    lab_fail(error, 3, "the explorer's host was killed by signal %d; the program may have overwritten it",
             WTERMSIG(status));
  } else {
    lab_fail(error, 3, "the explorer's host ended with status %d and no result",
             WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  }
}

/* What the host says while it searches. */
static void tell(const struct lab_progress *progress, const json_t *message) {
  char text[200], failing[60] = "";
  const double done = json_number_value(json_object_get(message, "done")),
               left = json_number_value(json_object_get(message, "left"));
  const json_int_t failed = json_integer_value(json_object_get(message, "failing"));
  if (failed)
    snprintf(failing, sizeof failing, ", %" JSON_INTEGER_FORMAT " failing", failed);
  int n = snprintf(text, sizeof text, "%s: %" JSON_INTEGER_FORMAT " executions%s",
                   json_string_value(json_object_get(message, "strategy")),
                   json_integer_value(json_object_get(message, "executions")), failing);
  if (left > 0 && n > 0 && (size_t)n < sizeof text)
    snprintf(text + n, sizeof text - (size_t)n, ", about %.0f s left", left);
  progress->update(progress->context, done, text);
}

/* Objects one after the other: progress, then the result. */
static json_t *read_result(FILE *in, const struct lab_progress *progress, struct lab_error *error) {
  for (;;) {
    json_t *message = json_loadf(in, JSON_DISABLE_EOF_CHECK, NULL);
    if (json_object_get(message, "refused")) {
      lab_fail(error, 2, "--schedule: %s", json_string_value(json_object_get(message, "refused")));
      json_decref(message);
      return NULL;
    }
    if (!message || !json_object_get(message, "done"))
      return message;
    if (progress)
      tell(progress, message);
    json_decref(message);
  }
}

static json_t *run_host(const struct lab_explore_request *request, struct lab_error *error) {
  int ends[2];
  pid_t pid;
  if (pipe2(ends, O_CLOEXEC) != 0) {
    lab_fail(error, 3, "cannot make a pipe: %s", strerror(errno));
    return NULL;
  }
  const bool started = start(&pid, lab_explore_command(request), -1, ends[1], error);
  close(ends[1]);
  FILE *in = fdopen(ends[0], "r");
  json_t *result = NULL;
  if (started) {
    running = pid;
    if (interrupted) /* before there was anybody to pass it on to */
      kill(pid, SIGINT);
    result = in ? read_result(in, request->progress, error) : NULL;
    const int status = wait_for(pid);
    running = 0;
    if (!result && !error->code)
      no_result(status, error);
  }
  if (in)
    fclose(in);
  else
    close(ends[0]);
  return result;
}

json_t *lab_explore_run(const struct lab_explore_request *request, int *interruption, struct lab_error *error) {
  enum { WATCHED = sizeof watched / sizeof *watched };
  struct sigaction pass = {.sa_handler = on_signal, .sa_flags = SA_RESTART}, before[WATCHED];
  interrupted = 0;
  for (size_t i = 0; i < WATCHED; i++) {
    sigaction(watched[i], NULL, &before[i]);
    if (before[i].sa_handler != SIG_IGN) /* nohup */
      sigaction(watched[i], &pass, NULL);
  }
  json_t *result = run_host(request, error);
  for (size_t i = 0; i < WATCHED; i++)
    sigaction(watched[i], &before[i], NULL);
  *interruption = interrupted;
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
