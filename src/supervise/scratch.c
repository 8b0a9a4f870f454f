/* SPDX-License-Identifier: MIT */
/*
 * A shared-memory object or semaphore has a name until somebody removes it: it outlives the process that made it.
 * Labs that make one name it after their host, /lab-<pid>, and remove the name at once; but a host may be killed in
 * between.
 */
#include "supervise/process.h"
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>

void lab_scratch_remove(pid_t pid) {
  if (pid <= 0)
    return;
  const int before = errno;
  char name[32];
  snprintf(name, sizeof name, "/lab-%d", (int)pid);
  shm_unlink(name);
  sem_unlink(name);
  errno = before;
}
