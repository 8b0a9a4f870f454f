/* SPDX-License-Identifier: MIT */
/*
 * Is a running host still getting on?
 */
#ifndef LAB_SUPERVISE_WATCHDOG_H
#define LAB_SUPERVISE_WATCHDOG_H

#include "supervise/host_process.h"

enum lab_progress_state {
  LAB_GETTING_ON,
  LAB_HUNG,      /* nothing moved for the time-out */
  LAB_DEADLOCKED /* every actor that is not done waits, and no one is left who could wake it */
};

struct lab_watchdog {
  const struct lab_host *host;
  double timeout;
  double cpus;          /* that the workers may use */
  double last_look;     /* time */
  double still;         /* seconds without progress */
  uint64_t progress;    /* signature of positions and counts */
  uint64_t threads;     /* signature of the threads at the last look at them */
  double threads_still; /* seconds that it has not changed */
  double ran, waited;   /* seconds that the workers had a CPU, and were ready and had none; ran < 0: not known */
};

#define LAB_LOOK_SECONDS 0.05 /* between two looks */

/* Begins a slice. */
void lab_watchdog_start(struct lab_watchdog *watchdog, const struct lab_host *host, double timeout);

/* Call often; it looks at most every LAB_LOOK_SECONDS. */
enum lab_progress_state lab_watchdog_look(struct lab_watchdog *watchdog);

#endif
