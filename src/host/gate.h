/* SPDX-License-Identifier: MIT */
/*
 * The gate: where all actors wait for one another before a batch.
 *
 * Start alignment, not the number of runs, decides whether a race shows, so waiters spin; but more actors than CPUs
 * must still finish, so after a while they yield, and after a long while they nap.  Reusable without reset: the
 * n-th passage opens when n * actors have arrived.
 */
#ifndef LAB_HOST_GATE_H
#define LAB_HOST_GATE_H

#include <stdatomic.h>
#include <stdint.h>

struct lab_gate {
  _Alignas(128) _Atomic uint64_t arrived; /* actors that have arrived, over all passages */
  _Alignas(128) _Atomic uint64_t opened;  /* aligned passages that the last to arrive has opened */
  uint64_t start;                         /* ticks at which they all go on */
  _Alignas(128) uint32_t actors;
  uint32_t spins; /* before the first yield */
};

void lab_gate_init(struct lab_gate *gate, unsigned actors, unsigned cpus);

/* The caller's passage-th arrival (1, 2, ...); returns when all actors have arrived at it. */
void lab_gate_pass(struct lab_gate *gate, uint64_t passage);

/*
 * The same, but then all actors leave at an agreed tick: for batches so short that the time in which the news of the
 * open gate reaches the others decides (litmus7's "timebase").  passage counts as above, aligned counts these alone.
 */
void lab_gate_pass_aligned(struct lab_gate *gate, uint64_t passage, uint64_t aligned);

#endif
