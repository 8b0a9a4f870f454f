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
static bool drain_err(struct lab_capture *capture, int fd) {
  char buffer[4096];
  for (;;) {
    const ssize_t n = read(fd, buffer, sizeof buffer);
    if (n < 0)
      return errno == EAGAIN || errno == EINTR;
    if (n == 0)
      return false;
    for (ssize_t i = 0; i < n && !capture->error_complete; i++) {
      capture->error_complete = buffer[i] == '\n' || capture->error_length + 1 == sizeof capture->first_error;
      if (!capture->error_complete)
        capture->first_error[capture->error_length++] = iscntrl((unsigned char)buffer[i]) ? '?' : buffer[i];
    }
  }
}

static void close_fd(int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

bool lab_capture_start(struct lab_capture *capture, char *const *argv, size_t limit) {
  *capture = (struct lab_capture){.out = calloc(1, 1), .limit = limit, .pidfd = -1, .out_fd = -1, .err_fd = -1};
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
  capture->out_fd = out[0];
  capture->err_fd = err[0];
  capture->start_error = start(&capture->pid, argv, out[1], err[1]);
  close(out[1]);
  close(err[1]);
  if (capture->start_error) {
    capture->pid = 0;
    return false;
  }
  capture->pidfd = pidfd_open(capture->pid, 0);
  if (capture->pidfd < 0)
    capture->start_error = errno;
  return capture->pidfd >= 0;
}

void lab_capture_poll(const struct lab_capture *capture, struct pollfd set[LAB_CAPTURE_FDS]) {
  const int fds[LAB_CAPTURE_FDS] = {capture->pidfd, capture->out_fd, capture->err_fd};
  for (int f = 0; f < LAB_CAPTURE_FDS; f++)
    set[f] = (struct pollfd){.fd = fds[f], .events = POLLIN};
}

bool lab_capture_follow(struct lab_capture *capture) {
  struct pollfd end = {.fd = capture->pidfd, .events = POLLIN};
  /* Asked before the pipes are read, so that nothing it wrote before its end is missed. */
  const bool ended = poll(&end, 1, 0) > 0;
  if (capture->out_fd >= 0 && !drain_out(capture, capture->out_fd, capture->limit))
    close_fd(&capture->out_fd);
  if (capture->err_fd >= 0 && !drain_err(capture, capture->err_fd))
    close_fd(&capture->err_fd);
  return ended || capture->too_large;
}

bool lab_capture_finish(struct lab_capture *capture) {
  if (capture->pid > 0) {
    kill(-capture->pid, SIGKILL);
    while (waitpid(capture->pid, &capture->status, 0) < 0 && errno == EINTR)
      ;
  }
  close_fd(&capture->pidfd);
  close_fd(&capture->out_fd);
  close_fd(&capture->err_fd);
  return capture->start_error == 0 && !capture->timed_out && !capture->too_large && WIFEXITED(capture->status) &&
         WEXITSTATUS(capture->status) == 0;
}

bool lab_capture_run(struct lab_capture *capture, char *const *argv, double seconds, size_t limit) {
  const double deadline = now() + seconds;
  bool over = !lab_capture_start(capture, argv, limit);
  while (!over) {
    struct pollfd set[LAB_CAPTURE_FDS];
    const double left = deadline - now();
    capture->timed_out = left <= 0;
    lab_capture_poll(capture, set);
    over = capture->timed_out || (poll(set, LAB_CAPTURE_FDS, (int)(left * 1000) + 1) < 0 && errno != EINTR) ||
           lab_capture_follow(capture);
  }
  return lab_capture_finish(capture);
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
