/* SPDX-License-Identifier: MIT */
/*
 * Random numbers: those of a fixed seed, the same in every execution.  rand(), random() and their kin have a state that
 * all actors share, so drawing is an atomic operation on it: who draws first is explored.
 */
#include "engines/explore/hooks.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* In the program's data, as it were: reset with it.  Named in traces. */
uint64_t lab_random_state = 1;

/* SplitMix64 (S. Vigna, public domain description). */
static uint64_t mix(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static void visit(unsigned kind, unsigned flags, uintptr_t pc, uintptr_t frame) {
  uintptr_t at = (uintptr_t)&lab_random_state;
  if (lab_hook_is_step(at, sizeof lab_random_state, true, pc))
    lab_sched_announce(LAB_OP_HEAD(kind, flags | LAB_OPF_ATOMIC | LAB_OPF_DRAINS, 0, sizeof lab_random_state), at, pc,
                       frame);
}

static uint64_t draw(uintptr_t pc, uintptr_t frame) {
  visit(LAB_OP_RMW, LAB_OPF_READ | LAB_OPF_WRITE, pc, frame);
  return mix(&lab_random_state);
}

static void seed(uint64_t value, uintptr_t pc, uintptr_t frame) {
  visit(LAB_OP_WRITE, LAB_OPF_WRITE, pc, frame);
  lab_random_state = value;
}

void lab_model_srand(unsigned value);
void lab_model_srand(unsigned value) { seed(value, LAB_PC(), LAB_FRAME()); }
int lab_model_rand(void);
int lab_model_rand(void) { return (int)(draw(LAB_PC(), LAB_FRAME()) & RAND_MAX); }
void lab_model_srandom(unsigned value);
void lab_model_srandom(unsigned value) { seed(value, LAB_PC(), LAB_FRAME()); }
long lab_model_random(void);
long lab_model_random(void) { return (long)(draw(LAB_PC(), LAB_FRAME()) & RAND_MAX); }
void lab_model_srand48(long value);
void lab_model_srand48(long value) { seed((uint64_t)value, LAB_PC(), LAB_FRAME()); }
long lab_model_lrand48(void);
long lab_model_lrand48(void) { return (long)(draw(LAB_PC(), LAB_FRAME()) & RAND_MAX); }
long lab_model_mrand48(void);
long lab_model_mrand48(void) { return (long)(int32_t)draw(LAB_PC(), LAB_FRAME()); }
double lab_model_drand48(void);
double lab_model_drand48(void) { return (double)(draw(LAB_PC(), LAB_FRAME()) >> 11) * 0x1p-53; }
uint32_t lab_model_arc4random(void);
uint32_t lab_model_arc4random(void) { return (uint32_t)draw(LAB_PC(), LAB_FRAME()); }

/* The state is the caller's: reading and writing it is not atomic. */
int lab_model_rand_r(unsigned *state);
int lab_model_rand_r(unsigned *state) {
  lab_hook_access((uintptr_t)state, sizeof *state, false, LAB_PC(), LAB_FRAME());
  uint64_t wide = *state;
  int value = (int)(mix(&wide) & RAND_MAX);
  lab_hook_access((uintptr_t)state, sizeof *state, true, LAB_PC(), LAB_FRAME());
  *state = (unsigned)wide;
  return value;
}

ssize_t lab_model_getrandom(void *to, size_t n, unsigned flags);
ssize_t lab_model_getrandom(void *to, size_t n, unsigned flags) {
  (void)flags;
  uint64_t state = draw(LAB_PC(), LAB_FRAME());
  lab_hook_access((uintptr_t)to, n, true, LAB_PC(), LAB_FRAME());
  for (size_t i = 0; i < n; i++)
    ((unsigned char *)to)[i] = (unsigned char)mix(&state);
  return (ssize_t)n;
}
int lab_model_getentropy(void *to, size_t n);
int lab_model_getentropy(void *to, size_t n) {
  lab_model_getrandom(to, n, 0);
  return 0;
}
