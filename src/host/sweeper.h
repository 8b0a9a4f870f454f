/* SPDX-License-Identifier: MIT */
/*
 * The inside of the gang: gang.c starts and parks the workers and deals out slices, sweeper.c is what one worker
 * does in a slice.
 */
#ifndef LAB_HOST_SWEEPER_H
#define LAB_HOST_SWEEPER_H

#include "host/gate.h"
#include "host/host.h"

struct lab_gang {
  struct lab_gang_config config;
  struct lab_arena arena;
  struct lab_gate gate;
  char gate_keys[2]; /* addresses for the engine's gate_release and gate_acquire */
  unsigned cpus;

  /* Of the slice under way; written by the main thread while the workers are parked. */
  uint64_t first, iterations, deadline_ns;
  uint32_t batch;
  bool strict, aligned;
  uint64_t start_ticks, start_ns;

  _Alignas(128) uint64_t last_batch;     /* batches to run; actor 0 lowers it before a gate, others read it after */
  _Alignas(128) _Atomic uint32_t slice;  /* futex: a new slice for the workers */
  _Alignas(128) _Atomic uint32_t parked; /* futex: workers done with it */
};

/* A worker's own variables through one slice. */
struct lab_sweeper {
  struct lab_gang *gang;
  struct lab_worker *worker;
  unsigned index;
  uint64_t passage, aligned; /* gate passages so far, over all slices */
  uint64_t random, last_sweep_ns, staggered;
};
/* This worker's part of the slice that gang describes; returns when the slice is done. */
void lab_sweeper_run(struct lab_sweeper *sweeper);

#endif
