/* SPDX-License-Identifier: MIT */
#include "supervise/turn.h"
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const struct {
  int number;
  const char *name;
} watched[] = {{SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}, {SIGHUP, "SIGHUP"}};
#define WATCHED (sizeof watched / sizeof watched[0])

static sigset_t mask_before;

int lab_signals_open(void) {
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < WATCHED; i++) {
    struct sigaction action;
    /* nohup and background jobs of a shell ignore some: then so do we. */
    if (sigaction(watched[i].number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
      sigaddset(&set, watched[i].number);
  }
  if (sigprocmask(SIG_BLOCK, &set, &mask_before) != 0)
    return -1;
  const int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0)
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
  return fd;
}

const char *lab_signals_read(int fd) {
  struct signalfd_siginfo info;
  if (read(fd, &info, sizeof info) != (ssize_t)sizeof info)
    return NULL;
  for (size_t i = 0; i < WATCHED; i++) {
    if ((int)info.ssi_signo == watched[i].number)
      return watched[i].name;
  }
  return NULL;
}

void lab_signals_close(int fd, bool interrupted) {
  while (lab_signals_read(fd))
    ;
  close(fd);
  if (!interrupted)
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
}
