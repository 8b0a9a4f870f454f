/* SPDX-License-Identifier: MIT */
#include "plan/capture.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Starts argv with /dev/null as input and the two descriptors as output and error; returns an errno. */
static int start(pid_t *pid, char *const *argv, int out, int err) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t ignored, none;
  sigemptyset(&none);
  sigemptyset(&ignored);
  sigaddset(&ignored, SIGPIPE);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, err, 2);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigdefault(&attributes, &ignored);
  posix_spawnattr_setsigmask(&attributes, &none);
  const int failure = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

/* Appends what can be read now; false at the end of file or where the limit is passed. */
static bool drain_out(struct lab_capture *capture, int fd, size_t limit) {
  char buffer[16384];
  for (;;) {
    const ssize_t n = read(fd, buffer, sizeof buffer);
    if (n < 0)
      return errno == EAGAIN || errno == EINTR;
    if (n == 0)
      return false;
    if (capture->size + (size_t)n > limit) {
      capture->too_large = true;
      return false;
    }
    char *grown = realloc(capture->out, capture->size + (size_t)n + 1);
    if (!grown) {
      capture->too_large = true;
      return false;
    }
    capture->out = grown;
    memcpy(grown + capture->size, buffer, (size_t)n);
    capture->size += (size_t)n;
    grown[capture->size] = '\0';
  }
}

/* Keeps the first line, swallows the rest. */
static bool drain_err(char *line, size_t size, size_t *length, bool *complete, int fd) {
  char buffer[4096];
  for (;;) {
    const ssize_t n = read(fd, buffer, sizeof buffer);
    if (n < 0)
      return errno == EAGAIN || errno == EINTR;
    if (n == 0)
      return false;
    for (ssize_t i = 0; i < n && !*complete; i++) {
      *complete = buffer[i] == '\n' || *length + 1 == size;
      if (!*complete)
        line[(*length)++] = iscntrl((unsigned char)buffer[i]) ? '?' : buffer[i];
    }
  }
}

/* Reads until the process has ended, a limit is passed or the time is over. */
static void follow(struct lab_capture *capture, pid_t pid, int out, int err, double deadline, size_t limit) {
  const int pidfd = pidfd_open(pid, 0);
  size_t length = 0;
  bool complete = false, ended = false;
  while (!ended && !capture->too_large) {
    const double left = deadline - now();
    if (left <= 0 || pidfd < 0) {
      capture->timed_out = left <= 0;
      break;
    }
    struct pollfd set[3] = {
        {.fd = pidfd, .events = POLLIN}, {.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    if (poll(set, 3, (int)(left * 1000) + 1) < 0 && errno != EINTR)
      break;
    ended = set[0].revents != 0;
    if (out >= 0 && !drain_out(capture, out, limit))
      out = -1;
    if (err >= 0 && !drain_err(capture->first_error, sizeof capture->first_error, &length, &complete, err))
      err = -1;
  }
  if (pidfd >= 0)
    close(pidfd);
  else
    capture->start_error = errno;
  kill(-pid, SIGKILL);
  while (waitpid(pid, &capture->status, 0) < 0 && errno == EINTR)
    ;
}

bool lab_capture_run(struct lab_capture *capture, char *const *argv, double seconds, size_t limit) {
  *capture = (struct lab_capture){.out = calloc(1, 1)};
  int out[2], err[2];
  if (!capture->out || pipe2(out, O_CLOEXEC | O_NONBLOCK) < 0) {
    capture->start_error = errno;
    return false;
  }
  if (pipe2(err, O_CLOEXEC | O_NONBLOCK) < 0) {
    capture->start_error = errno;
    close(out[0]);
    close(out[1]);
    return false;
  }
  /* The program itself gets blocking pipes, as any program expects. */
  fcntl(out[1], F_SETFL, 0);
  fcntl(err[1], F_SETFL, 0);
  pid_t pid;
  capture->start_error = start(&pid, argv, out[1], err[1]);
  close(out[1]);
  close(err[1]);
  if (capture->start_error == 0)
    follow(capture, pid, out[0], err[0], now() + seconds, limit);
  close(out[0]);
  close(err[0]);
  return capture->start_error == 0 && !capture->timed_out && !capture->too_large && WIFEXITED(capture->status) &&
         WEXITSTATUS(capture->status) == 0;
}

void lab_capture_clear(struct lab_capture *capture) {
  free(capture->out);
  *capture = (struct lab_capture){0};
}

const char *lab_capture_reason(const struct lab_capture *capture) {
  static char text[300];
  const char *separator = capture->first_error[0] ? ": " : "";
  if (capture->start_error)
    snprintf(text, sizeof text, "cannot be started: %s", strerror(capture->start_error));
  else if (capture->timed_out)
    snprintf(text, sizeof text, "did not answer in time");
  else if (capture->too_large)
    snprintf(text, sizeof text, "printed too much");
  else if (WIFSIGNALED(capture->status))
    snprintf(text, sizeof text, "was killed by SIG%s%s%s", sigabbrev_np(WTERMSIG(capture->status)), separator,
             capture->first_error);
  else
    snprintf(text, sizeof text, "ended with exit status %d%s%s", WEXITSTATUS(capture->status), separator,
             capture->first_error);
  return text;
}
