/* SPDX-License-Identifier: MIT */
/*
 * The native engine where there is one CPU only.
 *
 * There, `x = x + 1` loses nothing: a thread is put aside every few milliseconds, and hardly ever between the load
 * and the store (at -O2 they are one instruction).  So the variant runs in the build whose accesses are announced
 * (-fsanitize=thread, with the hooks in host_hooks.c in place of the sanitizer's runtime), and every now and then an
 * actor gives up the CPU before an access.  Any program may be put aside at any access, so what shows is a real
 * interleaving of this program; but how often it shows, and what an operation costs, says nothing of other machines.
 */
#define _GNU_SOURCE
#include "engines/yield/host_yield.h"
#include "host/host.h"
#include "host/random.h"
#include <sched.h>

static uint64_t seed;
static uint32_t mean_gap = 2; /* accesses between two yields, on average */

static _Thread_local uint64_t random_state;
static _Thread_local uint32_t gap; /* accesses left until the next yield */

static uint32_t draw_gap(void) {
  if (random_state == 0)
    random_state = seed ^ (UINT64_C(0x9e3779b97f4a7c15) * (lab_self_index + 1));
  return 1 + (uint32_t)(lab_random(&random_state) % (2 * mean_gap - 1));
}

void lab_yield_maybe(void) {
  if (gap == 0) {
    gap = draw_gap();
    return;
  }
  if (--gap > 0)
    return;
  gap = draw_gap();
  const struct lab_worker *self = lab_gang_self();
  if (self && self->phase == LAB_PHASE_SWEEP)
    sched_yield();
}

/* Several yields per iteration, whatever the number of operations; an increment is two accesses. */
static bool start(struct lab_channel *channel, const struct lab_gang_config *config, char *why, size_t why_size) {
  (void)channel, (void)why, (void)why_size;
  seed = config->seed | 1;
  mean_gap = config->ops < 16 ? 2 : config->ops < 512 ? (uint32_t)config->ops / 8 : 64;
  return true;
}

const struct lab_host_engine lab_host_engine = {.name = "yield", .max_batch = 1, .start = start};
