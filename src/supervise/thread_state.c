/* SPDX-License-Identifier: MIT */
/*
 * Is a thread blocked for ever?  /proc/PID/task/TID/syscall has the number and the arguments of the call that a
 * thread sleeps in: proc(5).  A futex wait without a time-out ends only when another thread wakes it: futex(2).
 */
#include "supervise/process.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static size_t read_small(const char *path, char *text, size_t size) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;
  const ssize_t got = read(fd, text, size - 1);
  close(fd);
  const size_t length = got > 0 ? (size_t)got : 0;
  text[length] = '\0';
  return length;
}

/* FNV-1a. */
static void mix(uint64_t *signature, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    *signature = (*signature ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
}

static bool futex_waits_forever(unsigned long operation, unsigned long timeout) {
  switch (operation & (unsigned long)FUTEX_CMD_MASK) {
  case FUTEX_WAIT:
  case FUTEX_WAIT_BITSET:
  case FUTEX_LOCK_PI:
  case FUTEX_WAIT_REQUEUE_PI:
#ifdef FUTEX_LOCK_PI2
  case FUTEX_LOCK_PI2:
#endif
    return timeout == 0;
  default: return false;
  }
}

/* A pipe of a host was made by the lab, but for standard output: only these processes have its other end. */
static bool is_own_pipe(pid_t pid, unsigned long fd) {
  char path[64], target[64];
  if (fd <= STDERR_FILENO)
    return false;
  snprintf(path, sizeof path, "/proc/%d/fd/%lu", (int)pid, fd);
  const ssize_t length = readlink(path, target, sizeof target);
  return length > 5 && strncmp(target, "pipe:", 5) == 0;
}

static bool call_waits_forever(pid_t pid, long number, const unsigned long *argument) {
  switch (number) {
  case SYS_futex: return futex_waits_forever(argument[1], argument[3]);
#ifdef SYS_pause
  case SYS_pause: return true;
#endif
  case SYS_rt_sigsuspend: return true;
  case SYS_rt_sigtimedwait: return argument[2] == 0;
  case SYS_wait4:
  case SYS_waitid: /* for a descendant, and those are looked at too */
  case SYS_flock: return true;
  case SYS_fcntl: return argument[1] == F_SETLKW || argument[1] == F_OFD_SETLKW;
  case SYS_semop: return true;
  case SYS_semtimedop: return argument[3] == 0;
  case SYS_read:
  case SYS_write: return is_own_pipe(pid, argument[0]);
  default: return false;
  }
}

static enum lab_thread_wait judge_call(pid_t pid, const char *text) {
  long number = -1;
  unsigned long argument[4] = {0, 0, 0, 0};
  if (strncmp(text, "running", 7) == 0)
    return LAB_THREAD_ACTIVE;
  if (sscanf(text, "%ld %lx %lx %lx %lx", &number, &argument[0], &argument[1], &argument[2], &argument[3]) != 5)
    return LAB_THREAD_ACTIVE;
  return call_waits_forever(pid, number, argument) ? LAB_THREAD_FOREVER : LAB_THREAD_ACTIVE;
}

enum lab_thread_wait lab_process_look(pid_t pid, pid_t tid, uint64_t *signature) {
  char path[96], text[2048];
  /* The counts of context switches in it change whenever the thread wakes, be it for an instant. */
  snprintf(path, sizeof path, "/proc/%d/task/%d/status", (int)pid, (int)tid);
  const size_t length = read_small(path, text, sizeof text);
  if (length == 0)
    return LAB_THREAD_GONE;
  const char *switches = strstr(text, "voluntary_ctxt_switches");
  mix(signature, switches ? switches : text, switches ? strlen(switches) : length);
  const char *state = strstr(text, "State:");
  const char letter = state ? state[strspn(state + 6, " \t") + 6] : '?';
  if (letter == 'Z' || letter == 'X')
    return LAB_THREAD_GONE;
  if (letter == 'T' || letter == 't')
    return LAB_THREAD_STOPPED;
  if (letter != 'S' && letter != 'D')
    return LAB_THREAD_ACTIVE;
  snprintf(path, sizeof path, "/proc/%d/task/%d/syscall", (int)pid, (int)tid);
  const size_t call = read_small(path, text, sizeof text);
  if (call == 0)
    return LAB_THREAD_ASLEEP;
  mix(signature, text, call);
  return judge_call(pid, text);
}

pid_t lab_thread_inside(pid_t tid) {
  char path[64], text[4096];
  snprintf(path, sizeof path, "/proc/%d/status", (int)tid);
  /* One number for each namespace that it is in, its own last. */
  const char *numbers = read_small(path, text, sizeof text) > 0 ? strstr(text, "\nNSpid:") : NULL;
  if (!numbers)
    return 0;
  numbers += strlen("\nNSpid:");
  const char *last = numbers + strcspn(numbers, "\n");
  while (last > numbers && last[-1] != '\t')
    last--;
  return atoi(last);
}

bool lab_thread_times(pid_t tid, double *ran, double *waited) {
  char path[64], text[128];
  unsigned long long ran_ns, waited_ns;
  snprintf(path, sizeof path, "/proc/%d/schedstat", (int)tid);
  if (read_small(path, text, sizeof text) == 0 || sscanf(text, "%llu %llu", &ran_ns, &waited_ns) != 2)
    return false;
  *ran = (double)ran_ns / 1e9;
  *waited = (double)waited_ns / 1e9;
  return true;
}
