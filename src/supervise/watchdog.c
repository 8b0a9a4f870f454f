/* SPDX-License-Identifier: MIT */
/*
 * Progress is any change of a worker's phase, position, batch or count.  Without it for the time-out, the iteration
 * hangs; time in which others had the CPUs or the disk does not count, or a fair lock would pass for a hang on a
 * machine that is busy: it hands over a thousand times, and each time to a thread that has to wait for a CPU.  A
 * deadlock is told much earlier: all threads of the host that are not just waiting for the others at a gate are in
 * system calls that only another thread of the same processes could end, and stay so over two looks.
 */
#include "supervise/watchdog.h"
#include "supervise/process.h"
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#define SUSPECT_SECONDS 0.1 /* without progress, before the threads are looked at */
#define THREADS_MAX 1024
#define STARVED_MOST 0.9 /* of the time that passes: even on the busiest machine a hang is told some day */

static double usable_cpus(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? fmax(CPU_COUNT(&set), 1) : 1;
}

static uint64_t mix(uint64_t signature, uint64_t value) {
  signature ^= value;
  signature *= UINT64_C(0x9e3779b97f4a7c15);
  return signature ^ (signature >> 29);
}

static uint64_t progress_of(const struct lab_host *host) {
  uint64_t signature = 0;
  for (unsigned w = 0; w < host->actors; w++) {
    const struct lab_worker *worker = &host->channel->workers[w];
    signature = mix(signature, worker->position);
    signature = mix(signature, worker->phase);
    signature = mix(signature, worker->batch_first);
    signature = mix(signature, worker->counts.iterations);
  }
  return signature;
}

/* Of the seconds since the last look, those in which the workers wanted CPUs that others had, or a disk. */
static double starved(struct lab_watchdog *dog, double elapsed) {
  double ran = 0, waited = 0;
  bool disk = false;
  for (unsigned w = 0; w < dog->host->actors; w++) {
    double one_ran, one_waited;
    const pid_t tid = lab_host_thread_of(dog->host, w);
    if (tid <= 0 || !lab_thread_times(tid, &one_ran, &one_waited))
      continue;
    ran += one_ran;
    waited += one_waited;
    disk |= dog->still >= SUSPECT_SECONDS && lab_thread_waits_for_disk(tid);
  }
  const double used = fmax(ran - dog->ran, 0), lacked = fmax(waited - dog->waited, 0);
  const bool first = dog->ran < 0;
  dog->ran = ran;
  dog->waited = waited;
  if (disk)
    return STARVED_MOST * elapsed;
  if (first)
    return 0;
  const double cpus = fmin(dog->cpus, dog->host->actors);
  /* More workers than CPUs wait for each other too: that is their own affair. */
  const double wanted = fmin(used + lacked, cpus * elapsed);
  return fmin(fmax(wanted - used, 0) / cpus, STARVED_MOST * elapsed);
}

void lab_watchdog_start(struct lab_watchdog *watchdog, const struct lab_host *host, double timeout) {
  *watchdog = (struct lab_watchdog){.host = host,
                                    .timeout = timeout,
                                    .cpus = usable_cpus(),
                                    .last_look = lab_process_now(),
                                    .progress = progress_of(host),
                                    .ran = -1};
}

/* A thread that was there before any lab code ran and is no worker: it serves the host, not the lab. */
static bool is_servant(const struct lab_host *host, pid_t tid) {
  for (size_t i = 0; i < host->n_own_threads; i++) {
    if (host->own_threads[i].tid == tid)
      return true;
  }
  return false;
}

struct census {
  unsigned active, forever, asleep, stopped;
  uint64_t signature;
};

static void count_thread(struct census *census, pid_t pid, pid_t tid) {
  switch (lab_process_look(pid, tid, &census->signature)) {
  case LAB_THREAD_GONE: break;
  case LAB_THREAD_ACTIVE: census->active++; break;
  case LAB_THREAD_FOREVER: census->forever++; break;
  case LAB_THREAD_ASLEEP: census->asleep++; break;
  case LAB_THREAD_STOPPED: census->stopped++; break;
  }
}

/*
 * Counts the threads of a process.  Workers that wait for the others do not count, nor do the host's own threads: they
 * will not wake an actor.
 */
static void count_process(struct census *census, const struct lab_host *host, pid_t pid) {
  pid_t tids[THREADS_MAX];
  const size_t n = lab_process_threads(pid, tids, THREADS_MAX);
  for (size_t i = 0; i < n; i++) {
    const struct lab_worker *worker = lab_host_worker_of(host, tids[i]);
    const bool waits = worker && (worker->phase == LAB_PHASE_GATE || worker->phase == LAB_PHASE_IDLE);
    if (!waits && (worker || !is_servant(host, tids[i])))
      count_thread(census, pid, tids[i]);
  }
}

/* Actors may be processes, and any process that the lab has forked could wake an actor. */
static void count_descendants(struct census *census, const struct lab_host *host) {
  pid_t *pids = NULL;
  const size_t n = lab_process_descendants(host->pid, &pids);
  for (size_t p = 0; p < n; p++)
    count_process(census, host, pids[p]);
  free(pids);
}

static bool deadlocked(struct lab_watchdog *dog, double elapsed) {
  struct census census = {.signature = 1};
  count_process(&census, dog->host, dog->host->pid);
  count_descendants(&census, dog->host);
  const bool same = census.signature == dog->threads;
  dog->threads = census.signature;
  dog->threads_still = same ? dog->threads_still + elapsed : 0;
  if (census.active > 0 || census.stopped > 0 || census.forever + census.asleep == 0)
    return false;
  if (census.asleep == 0)
    return dog->threads_still >= LAB_LOOK_SECONDS * 0.9;
  /* The calls are not told.  A thread that has not run for this long, be it for an instant, has no time-out. */
  const double patience = dog->timeout / 4 > 1 ? dog->timeout / 4 : 1;
  return dog->threads_still >= patience;
}

enum lab_progress_state lab_watchdog_look(struct lab_watchdog *dog) {
  const double now = lab_process_now();
  double elapsed = now - dog->last_look;
  if (elapsed < LAB_LOOK_SECONDS)
    return LAB_GETTING_ON;
  dog->last_look = now;
  /* If this process was stopped, or starved, so was the host: what passed meanwhile is not held against it. */
  elapsed = fmin(elapsed, 4 * LAB_LOOK_SECONDS);
  const double starving = starved(dog, elapsed);
  const uint64_t progress = progress_of(dog->host);
  if (progress != dog->progress) {
    dog->progress = progress;
    dog->still = dog->threads_still = 0;
    dog->threads = 0;
    return LAB_GETTING_ON;
  }
  dog->still += elapsed - starving;
  if (dog->still >= SUSPECT_SECONDS && deadlocked(dog, elapsed))
    return LAB_DEADLOCKED;
  return dog->still >= dog->timeout ? LAB_HUNG : LAB_GETTING_ON;
}
