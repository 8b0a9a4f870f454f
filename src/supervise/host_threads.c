/* SPDX-License-Identifier: MIT */
/*
 * Which kernel thread is which worker.  Workers tell their thread by the number that they know, and in a sandbox with a
 * PID namespace of its own that is another one.
 */
#include "supervise/host_process.h"
#include "supervise/process.h"
#include <stdlib.h>

#define THREADS_MAX 1024

static void add_threads(struct lab_host *host, pid_t pid) {
  pid_t tids[THREADS_MAX];
  const size_t n = lab_process_threads(pid, tids, THREADS_MAX);
  for (size_t i = 0; i < n && host->n_own_threads < LAB_HOST_OWN_THREADS; i++) {
    const pid_t inside = host->wrapped ? lab_thread_inside(tids[i]) : tids[i];
    host->own_threads[host->n_own_threads++] = (struct lab_host_thread){tids[i], inside};
    if (inside == host->channel->workers[0].tid)
      host->main = pid;
  }
}

/* The command that a host stands behind first, so that the host is found from behind. */
void lab_host_know_threads(struct lab_host *host) {
  host->main = host->pid;
  host->n_own_threads = 0;
  add_threads(host, host->pid);
  if (!host->wrapped)
    return;
  pid_t *pids = NULL;
  const size_t n = lab_process_descendants(host->pid, &pids);
  for (size_t p = 0; p < n; p++)
    add_threads(host, pids[p]);
  free(pids);
}

pid_t lab_host_thread_of(const struct lab_host *host, unsigned worker) {
  const pid_t inside = host->channel->workers[worker].tid;
  if (!host->wrapped)
    return inside;
  for (size_t i = host->n_own_threads; i-- > 0;)
    if (host->own_threads[i].inside == inside)
      return host->own_threads[i].tid;
  return 0;
}

const struct lab_worker *lab_host_worker_of(const struct lab_host *host, pid_t tid) {
  for (unsigned w = 0; w < host->actors; w++)
    if (lab_host_thread_of(host, w) == tid)
      return &host->channel->workers[w];
  return NULL;
}
