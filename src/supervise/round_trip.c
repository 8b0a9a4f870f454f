/* SPDX-License-Identifier: MIT */
/*
 * How far apart two CPUs are: one thread on each hands a cache line to the other and back.  On a virtual machine the
 * CPUs move on the host, and the same binary then loses 20 % of its updates or 1 %: so it goes into every result.
 */
#include "supervise/supervise.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define TRIPS 16 /* per sample */
#define SAMPLES 512
#define ENOUGH_NS 1000000u   /* a millisecond of samples */
#define AT_MOST_NS 30000000u /* on a busy machine, where each may wait for the other's time slice */

struct ball {
  _Alignas(128) _Atomic unsigned turn; /* even: the server's, odd: the returner's */
  _Alignas(128) _Atomic unsigned end;  /* 1: play is over */
  int cpu;
};

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void move_to(int cpu) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  sched_setaffinity(0, sizeof one, &one);
}

static void *return_ball(void *argument) {
  struct ball *ball = argument;
  move_to(ball->cpu);
  while (!atomic_load_explicit(&ball->end, memory_order_relaxed)) {
    const unsigned turn = atomic_load_explicit(&ball->turn, memory_order_acquire);
    if (turn & 1u)
      atomic_store_explicit(&ball->turn, turn + 1, memory_order_release);
  }
  return NULL;
}

/* One sample of the round trip in ns, 0 when it took too long. */
static double sample(struct ball *ball, uint64_t give_up) {
  unsigned turn = atomic_load_explicit(&ball->turn, memory_order_relaxed);
  const uint64_t start = now_ns();
  for (unsigned trip = 0; trip < TRIPS; trip++) {
    atomic_store_explicit(&ball->turn, turn + 1, memory_order_release);
    turn += 2;
    for (unsigned spins = 1; atomic_load_explicit(&ball->turn, memory_order_acquire) != turn; spins++) {
      if (spins % 1024 == 0 && now_ns() > give_up)
        return 0;
    }
  }
  return (double)(now_ns() - start) / TRIPS;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double play(struct ball *ball) {
  double samples[SAMPLES];
  size_t n = 0;
  const uint64_t begin = now_ns(), give_up = begin + AT_MOST_NS;
  uint64_t first = 0;
  while (n < SAMPLES && now_ns() < give_up && (first == 0 || now_ns() < first + ENOUGH_NS)) {
    const double trip = sample(ball, give_up);
    if (trip <= 0)
      break;
    if (first == 0) {
      first = now_ns(); /* the other thread has arrived; that sample is not one */
      continue;
    }
    samples[n++] = trip;
  }
  atomic_store(&ball->end, 1);
  if (n == 0)
    return 0;
  qsort(samples, n, sizeof samples[0], ascending);
  return samples[n / 2];
}

/* The first two usable CPUs, which are those that a pinned host takes first. */
static bool two_cpus(const cpu_set_t *usable, int cpus[2]) {
  int n = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE && n < 2; cpu++) {
    if (CPU_ISSET(cpu, usable))
      cpus[n++] = cpu;
  }
  return n == 2;
}

double lab_machine_round_trip(void) {
  cpu_set_t usable;
  int cpus[2];
  if (sched_getaffinity(0, sizeof usable, &usable) != 0 || !two_cpus(&usable, cpus))
    return 0;
  struct ball ball = {.turn = 0, .end = 0, .cpu = cpus[1]};
  pthread_t other;
  if (pthread_create(&other, NULL, return_ball, &ball) != 0)
    return 0;
  move_to(cpus[0]);
  const double median = play(&ball);
  pthread_join(other, NULL);
  sched_setaffinity(0, sizeof usable, &usable);
  return median;
}
