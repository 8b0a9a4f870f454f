/* SPDX-License-Identifier: MIT */
/*
 * The inside of the gang: gang.c starts and parks the workers and deals out slices, sweeper.c is what one worker
 * does in a slice.  crew_processes.c has processes instead of workers and does a slice with the same parts.
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
  unsigned shares; /* workers among whom a batch is divided to be made ready and audited */

  /* Of the slice under way; written by the main thread while the workers are parked. */
  uint64_t first, iterations, deadline_ns;
  uint32_t batch;
  bool strict, aligned;
  uint64_t start_ticks, start_ns;
  uint64_t counted_before, sweep_before[LAB_ACTORS_MAX]; /* iterations; per worker, ticks */

  /* Batches to run.  Actor 0 lowers it before a gate, the others read it behind; one that is slow to leave the gate
   * before may already see the new value, which is beyond its batch like the old one. */
  _Alignas(128) _Atomic uint64_t last_batch;
  _Alignas(128) _Atomic uint32_t slice;  /* futex: a new slice for the workers */
  _Alignas(128) _Atomic uint32_t parked; /* futex: workers done with it */
};

/* A worker's own variables through one slice. */
struct lab_sweeper {
  struct lab_gang *gang;
  struct lab_worker *worker;
  unsigned index;
  uint64_t passage, aligned; /* gate passages so far, over all slices */
  uint64_t last_sweep_ns;
};
/* This worker's part of the slice that gang describes; returns when the slice is done. */
void lab_sweeper_run(struct lab_sweeper *sweeper);

/* The steps of it, for one batch: this worker's share is made ready, the gate, states first to end - 1 are swept, the
 * share is audited. */
void lab_sweeper_prepare(struct lab_sweeper *sweeper, uint64_t batch);
void lab_sweeper_gate(struct lab_sweeper *sweeper, bool aligned);
void lab_sweeper_sweep(struct lab_sweeper *sweeper, uint64_t batch, uint32_t first, uint32_t end);
void lab_sweeper_audit(struct lab_sweeper *sweeper, uint64_t batch);

/* States in this batch: the last may be short. */
uint32_t lab_gang_states(const struct lab_gang *gang, uint64_t batch);

/* Prepares a zeroed gang that has no workers yet. */
void lab_gang_init(struct lab_gang *gang, const struct lab_gang_config *config);

/* Makes the calling thread this worker; binds it to a CPU of the worker's own, if the actors are to be bound. */
void lab_gang_enter(struct lab_worker *worker, unsigned index);
void lab_gang_pin(const struct lab_gang *gang, unsigned index);

/* What the main thread does before and after the work of a slice; false where it is refused. */
bool lab_gang_plan(struct lab_gang *gang, const struct lab_command *command, struct lab_reply *reply);
void lab_gang_settle(struct lab_gang *gang, struct lab_reply *reply);

#endif
