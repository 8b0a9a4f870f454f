/* SPDX-License-Identifier: MIT */
/*
 * What `lab` is measured against: two pinned threads, x = x + 1 over a batch of counters, one gate per batch, the
 * batch before audited meanwhile.  As fast as it can be written by hand for this one program: no harness, no reports.
 */
#ifndef LAB_TESTS_BENCH_HAND_LOOP_H
#define LAB_TESTS_BENCH_HAND_LOOP_H

#include "host/random.h"
#include "host/ticks.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct hand_result {
  double rate;     /* iterations a second */
  double exposure; /* iterations that lost, a second */
  double losing;   /* share of iterations that lost */
};

struct hand_loop {
  size_t batch, stride;
  unsigned long ops;
  double seconds;
  char *half[2];
  uint32_t *order; /* NULL: as they lie */
  _Alignas(128) _Atomic unsigned long arrived[2][16];
  _Alignas(128) _Atomic unsigned long last;
  uint64_t iterations[2], losing[2];
};

struct hand_actor {
  struct hand_loop *loop;
  int index;
};

/* Both arrive; where a batch is short, both go on at the same tick, as lab's own gate does it. */
static inline void hand_gate(struct hand_loop *loop, int me, unsigned long passage) {
  loop->arrived[me][1] = lab_ticks();
  atomic_store_explicit(&loop->arrived[me][0], passage, memory_order_release);
  for (int spins = 0; atomic_load_explicit(&loop->arrived[!me][0], memory_order_acquire) < passage; spins++) {
    lab_pause();
    if (spins > 8000)
      sched_yield();
  }
  if (loop->batch > 16)
    return;
  const unsigned long mine = loop->arrived[me][1], theirs = loop->arrived[!me][1];
  const unsigned long start = (mine > theirs ? mine : theirs) + 2048;
  while (lab_ticks() < start)
    ;
}

static inline void hand_sweep(const struct hand_loop *loop, char *base) {
  const unsigned long ops = loop->ops;
  for (size_t i = 0; i < loop->batch; i++) {
    long *x = (long *)(void *)(base + (loop->order ? loop->order[i] : i) * loop->stride);
    for (unsigned long k = 0; k < ops; k++) {
      *x = *x + 1;
      __asm__ volatile("" ::: "memory");
    }
  }
}

static inline void *hand_work(void *argument) {
  const struct hand_actor *actor = argument;
  struct hand_loop *loop = actor->loop;
  const int me = actor->index;
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(me, &cpus);
  pthread_setaffinity_np(pthread_self(), sizeof cpus, &cpus);
  const long expected = 2 * (long)loop->ops;
  const size_t first = loop->batch * (size_t)me / 2, end = loop->batch * (size_t)(me + 1) / 2;
  const uint64_t stop = lab_now_ns() + (uint64_t)(loop->seconds * 1e9);
  const unsigned long look = loop->batch * loop->ops > 4096 ? 1 : 64;
  uint64_t losing = 0, iterations = 0;
  for (unsigned long passage = 1;; passage++) {
    if (me == 0 && passage % look == 0 && lab_now_ns() > stop)
      atomic_store(&loop->last, passage);
    hand_gate(loop, me, passage);
    if (atomic_load_explicit(&loop->last, memory_order_relaxed) == passage)
      break;
    hand_sweep(loop, loop->half[passage & 1]);
    if (passage == 1)
      continue;
    char *audited = loop->half[!(passage & 1)];
    for (size_t i = first; i < end; i++) {
      long *x = (long *)(void *)(audited + i * loop->stride);
      losing += *x != expected;
      iterations++;
      *x = 0;
    }
  }
  loop->iterations[me] = iterations;
  loop->losing[me] = losing;
  return NULL;
}

/* Runs for the given time; iterations of 1 operation or many, in this layout. */
static inline struct hand_result hand_loop_run(size_t batch, size_t stride, bool shuffle, unsigned long ops,
                                               double seconds) {
  struct hand_loop *loop = aligned_alloc(128, (sizeof *loop + 127) / 128 * 128);
  memset(loop, 0, sizeof *loop);
  loop->batch = batch;
  loop->stride = stride < sizeof(long) ? sizeof(long) : stride;
  loop->ops = ops;
  loop->seconds = seconds;
  const size_t bytes = (batch * loop->stride + 4095) / 4096 * 4096;
  for (int h = 0; h < 2; h++) {
    loop->half[h] = aligned_alloc(4096, bytes);
    memset(loop->half[h], 0, bytes);
  }
  uint64_t seed = 1;
  loop->order = shuffle ? malloc(batch * sizeof *loop->order) : NULL;
  for (size_t i = 0; shuffle && i < batch; i++)
    loop->order[i] = (uint32_t)i;
  for (size_t i = batch - 1; shuffle && i > 0; i--) {
    const size_t j = lab_random(&seed) % (i + 1);
    const uint32_t swap = loop->order[i];
    loop->order[i] = loop->order[j];
    loop->order[j] = swap;
  }
  pthread_t threads[2];
  struct hand_actor actors[2] = {{loop, 0}, {loop, 1}};
  const uint64_t start = lab_now_ns();
  for (int t = 0; t < 2; t++)
    pthread_create(&threads[t], NULL, hand_work, &actors[t]);
  for (int t = 0; t < 2; t++)
    pthread_join(threads[t], NULL);
  const double elapsed = (double)(lab_now_ns() - start) / 1e9;
  const double iterations = (double)(loop->iterations[0] + loop->iterations[1]);
  const double losing = (double)(loop->losing[0] + loop->losing[1]);
  free(loop->half[0]);
  free(loop->half[1]);
  free(loop->order);
  free(loop);
  return (struct hand_result){iterations / elapsed, losing / elapsed, iterations > 0 ? losing / iterations : 0};
}

#endif
