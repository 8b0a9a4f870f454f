/* SPDX-License-Identifier: MIT */
/*
 * A cheap clock that all CPUs agree on, in ticks of its own: for starting actors at the same instant and for timing
 * sweeps.  Ticks are turned into nanoseconds by comparing with CLOCK_MONOTONIC over the same stretch.
 */
#ifndef LAB_HOST_TICKS_H
#define LAB_HOST_TICKS_H

#include <stdint.h>
#include <time.h>

static inline uint64_t lab_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

#if defined(__x86_64__)
static inline uint64_t lab_ticks(void) { return __builtin_ia32_rdtsc(); }
static inline void lab_pause(void) { __builtin_ia32_pause(); }
#elif defined(__aarch64__)
static inline uint64_t lab_ticks(void) {
  uint64_t ticks;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
}
static inline void lab_pause(void) { __asm__ volatile("yield"); }
#else
static inline uint64_t lab_ticks(void) { return lab_now_ns(); }
static inline void lab_pause(void) {}
#endif

#endif
