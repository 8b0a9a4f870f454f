/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "host/gate.h"
#include "host/ticks.h"
#include <sched.h>

#define SPINS_IDLE 8000          /* about a tenth of a millisecond: longer than any batch that is worth waiting for */
#define SPINS_CROWDED 40         /* more actors than CPUs: the others need this one */
#define YIELDS_BEFORE_NAP 20000u /* a peer is hung, or the machine is overwhelmed */
#define START_TICKS 2048         /* longer than a cache line takes to reach every waiter */

void lab_gate_init(struct lab_gate *gate, unsigned actors, unsigned cpus) {
  atomic_init(&gate->arrived, 0);
  atomic_init(&gate->opened, 0);
  gate->actors = actors;
  gate->spins = actors <= cpus ? SPINS_IDLE : SPINS_CROWDED;
}

static void wait_until(const _Atomic uint64_t *word, uint64_t target, uint32_t spins) {
  uint32_t spun = 0, yields = 0;
  while (atomic_load_explicit(word, memory_order_acquire) < target) {
    if (spun++ < spins) {
      lab_pause();
    } else if (yields++ < YIELDS_BEFORE_NAP) {
      sched_yield();
    } else {
      const struct timespec nap = {.tv_nsec = 1000000};
      nanosleep(&nap, NULL);
    }
  }
}

void lab_gate_pass(struct lab_gate *gate, uint64_t passage) {
  const uint64_t target = passage * gate->actors;
  if (atomic_fetch_add_explicit(&gate->arrived, 1, memory_order_acq_rel) + 1 != target)
    wait_until(&gate->arrived, target, gate->spins);
}

void lab_gate_pass_aligned(struct lab_gate *gate, uint64_t passage, uint64_t aligned) {
  const uint64_t target = passage * gate->actors;
  if (atomic_fetch_add_explicit(&gate->arrived, 1, memory_order_acq_rel) + 1 == target) {
    gate->start = lab_ticks() + START_TICKS;
    atomic_store_explicit(&gate->opened, aligned, memory_order_release);
  } else {
    wait_until(&gate->opened, aligned, gate->spins);
  }
  while (lab_ticks() < gate->start)
    ;
}
