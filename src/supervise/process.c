/* SPDX-License-Identifier: MIT */
#include "supervise/process.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct kin {
  pid_t pid, parent;
  bool taken;
};

double lab_process_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Reads a small file of /proc; returns its length, 0 where it cannot be read. */
static size_t read_text(const char *path, char *text, size_t size) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;
  size_t length = 0;
  while (length < size - 1) {
    const ssize_t got = read(fd, text + length, size - 1 - length);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    length += (size_t)got;
  }
  close(fd);
  text[length] = '\0';
  return length;
}

struct stat_line {
  char state;
  int parent;
  unsigned flags;
};

/* What /proc/PID/stat says of a process; false where it is gone. */
static bool read_stat(pid_t pid, struct stat_line *line) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  if (read_text(path, text, sizeof text) == 0)
    return false;
  /* The command name is in parentheses and may hold anything, parentheses included: look for the last one. */
  const char *after = strrchr(text, ')');
  return after && sscanf(after + 1, " %c %d %*d %*d %*d %*d %u", &line->state, &line->parent, &line->flags) == 3;
}

static bool is_number(const char *name) { return isdigit((unsigned char)name[0]) != 0; }

/* Every process that can be seen, with its parent. */
static size_t list_all(struct kin **all) {
  *all = NULL;
  DIR *proc = opendir("/proc");
  if (!proc)
    return 0;
  size_t n = 0, room = 0;
  for (const struct dirent *entry = readdir(proc); entry; entry = readdir(proc)) {
    if (!is_number(entry->d_name))
      continue;
    if (n == room) {
      room = room ? room * 2 : 256;
      struct kin *more = realloc(*all, room * sizeof **all);
      if (!more)
        break;
      *all = more;
    }
    const pid_t pid = atoi(entry->d_name);
    struct stat_line line;
    if (read_stat(pid, &line))
      (*all)[n++] = (struct kin){pid, line.parent, false};
  }
  closedir(proc);
  return n;
}

size_t lab_process_descendants(pid_t root, pid_t **pids) {
  struct kin *all = NULL;
  const size_t n_all = list_all(&all);
  pid_t *found = malloc((n_all + 1) * sizeof *found);
  *pids = found;
  if (!found) {
    free(all);
    return 0;
  }
  size_t n = 0;
  /* Breadth first: found[] is also the queue; next == n means that the queue is empty. */
  pid_t parent = root;
  for (size_t next = 0;; parent = found[next++]) {
    for (size_t i = 0; i < n_all; i++) {
      if (all[i].parent != parent || all[i].taken)
        continue;
      all[i].taken = true;
      found[n++] = all[i].pid;
    }
    if (next == n)
      break;
  }
  free(all);
  return n;
}

static bool is_zombie(pid_t pid) {
  struct stat_line line;
  return !read_stat(pid, &line) || line.state == 'Z' || line.state == 'X';
}

bool lab_thread_waits_for_disk(pid_t tid) {
  struct stat_line line;
  return read_stat(tid, &line) && line.state == 'D';
}

bool lab_process_ending(pid_t pid) {
  const unsigned exiting = 0x4; /* PF_EXITING of the kernel's sched.h, as it has always been */
  struct stat_line line;
  return !read_stat(pid, &line) || line.state == 'Z' || line.state == 'X' || (line.flags & exiting);
}

void lab_process_kill_tree(pid_t root) {
  const double end = lab_process_now() + 1;
  /* Children first: once the root is dead, its children belong to someone else and could not be told any more. */
  for (bool again = true; again && lab_process_now() < end;) {
    again = false;
    pid_t *pids = NULL;
    const size_t n = lab_process_descendants(root, &pids);
    /* Stop all before killing any, so that none can fork an heir in between. */
    if (n > 0)
      kill(root, SIGSTOP);
    for (size_t i = 0; i < n; i++)
      kill(pids[i], SIGSTOP);
    for (size_t i = 0; i < n; i++) {
      if (is_zombie(pids[i]))
        continue;
      kill(pids[i], SIGKILL);
      again = true;
    }
    free(pids);
  }
  kill(-root, SIGKILL);
  kill(root, SIGKILL);
}

size_t lab_process_threads(pid_t pid, pid_t *tids, size_t max) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
  DIR *tasks = opendir(path);
  if (!tasks)
    return 0;
  size_t n = 0;
  for (const struct dirent *entry = readdir(tasks); entry && n < max; entry = readdir(tasks)) {
    if (is_number(entry->d_name))
      tids[n++] = atoi(entry->d_name);
  }
  closedir(tasks);
  return n;
}
