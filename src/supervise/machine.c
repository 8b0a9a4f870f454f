/* SPDX-License-Identifier: MIT */
#include "supervise/process.h"
#include "supervise/turn.h"
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#define DESCRIPTORS_OF_OTHERS 20 /* of the process itself, of a host for tuning, of one that is being started */

static void trim(char *text) {
  size_t length = strlen(text);
  while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' '))
    text[--length] = '\0';
}

/* The first "key : value" of a file. */
static void read_key(const char *path, const char *key, char *value, size_t size) {
  FILE *file = fopen(path, "re");
  char line[512];
  value[0] = '\0';
  while (file && value[0] == '\0' && fgets(line, sizeof line, file)) {
    const char *colon = strchr(line, ':');
    if (strncmp(line, key, strlen(key)) != 0 || !colon)
      continue;
    colon += strspn(colon, ": \t");
    trim(line);
    snprintf(value, size, "%s", colon);
  }
  if (file)
    fclose(file);
}

static void describe_cpu(char *text, size_t size) {
  read_key("/proc/cpuinfo", "model name", text, size);
  struct utsname name;
  if (text[0] == '\0' && uname(&name) == 0)
    snprintf(text, size, "%s", name.machine);
}

void lab_machine_describe(struct lab_machine *machine) {
  describe_cpu(machine->cpu, sizeof machine->cpu);
  struct utsname name;
  if (uname(&name) == 0)
    snprintf(machine->kernel, sizeof machine->kernel, "%.15s %.40s", name.sysname, name.release);
  if (machine->compiler[0] == '\0') {
#if defined(__clang__)
    snprintf(machine->compiler, sizeof machine->compiler, "clang %d.%d.%d", __clang_major__, __clang_minor__,
             __clang_patchlevel__);
#else
    snprintf(machine->compiler, sizeof machine->compiler, "gcc %d.%d.%d", __GNUC__, __GNUC_MINOR__,
             __GNUC_PATCHLEVEL__);
#endif
  }
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  machine->cpus_online = online > 0 ? (unsigned)online : 1;
  cpu_set_t usable;
  machine->cpus_usable = sched_getaffinity(0, sizeof usable, &usable) == 0 ? (unsigned)CPU_COUNT(&usable) : 1;
}

double lab_machine_busy_seconds(void) {
  /* user, nice, system, idle, iowait, irq, softirq, steal; guest time is part of user time: proc(5). */
  unsigned long long field[8] = {0};
  FILE *stat = fopen("/proc/stat", "re");
  if (!stat)
    return -1;
  const int n = fscanf(stat, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &field[0], &field[1], &field[2], &field[3],
                       &field[4], &field[5], &field[6], &field[7]);
  fclose(stat);
  const long ticks = sysconf(_SC_CLK_TCK);
  if (n < 7 || ticks <= 0)
    return -1;
  return (double)(field[0] + field[1] + field[2] + field[5] + field[6] + field[7]) / (double)ticks;
}

static double seconds_of(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec * 1e-6; }

double lab_machine_own_seconds(void) {
  struct rusage self, children;
  getrusage(RUSAGE_SELF, &self);
  getrusage(RUSAGE_CHILDREN, &children);
  return seconds_of(self.ru_utime) + seconds_of(self.ru_stime) + seconds_of(children.ru_utime) +
         seconds_of(children.ru_stime);
}

/* Bytes that this process may still use: of the machine, or of its control group where that is less. */
static double available_bytes(void) {
  char text[64];
  read_key("/proc/meminfo", "MemAvailable", text, sizeof text);
  double bytes = strtod(text, NULL) * 1024;
  FILE *limit = fopen("/sys/fs/cgroup/memory.max", "re");
  double most = 0;
  if (limit && fscanf(limit, "%lf", &most) == 1 && (bytes <= 0 || most < bytes))
    bytes = most;
  if (limit)
    fclose(limit);
  return bytes > 0 ? bytes : 1e9;
}

/* A host takes three descriptors; for a moment, while it is started, seven. */
static double hosts_by_descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return LAB_HOSTS_AT_ONCE;
  return ((double)limit.rlim_cur - DESCRIPTORS_OF_OTHERS) / 3;
}

unsigned lab_machine_hosts(unsigned actors, bool detector) {
  /* Channel and arena; for detectors, their shadow memory and ThreadSanitizer's trace of each thread (history_size). */
  const double each = detector ? 24e6 + 18e6 * actors : 10e6 + 0.2e6 * actors;
  const double by_memory = available_bytes() / 3 / each;
  const double by_threads = 2048.0 / actors;
  const double fit = fmin(fmin(by_memory, by_threads), hosts_by_descriptors());
  return fit < 2 ? 2 : fit > LAB_HOSTS_AT_ONCE ? LAB_HOSTS_AT_ONCE : (unsigned)fit;
}
