/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "host/gate.h"
#include "host/host.h"
#include "host/random.h"
#include "host/ticks.h"
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STAGGER_MOST_NS 200000

_Thread_local unsigned lab_self_index;
unsigned lab_actor_count;

static _Thread_local struct lab_worker *self_worker;

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
struct sweeper {
  struct lab_gang *gang;
  struct lab_worker *worker;
  unsigned index;
  uint64_t passage, aligned; /* gate passages so far, over all slices */
  uint64_t random, last_sweep_ns;
};

struct lab_worker *lab_gang_self(void) { return self_worker; }

/* -- Parking between slices: the raw system call, which a sanitizer does not intercept. -- */
static void futex_wait(_Atomic uint32_t *word, uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void futex_wake(_Atomic uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0); }

/* -- Batches. -- */
static uint32_t batch_states(const struct lab_gang *gang, uint64_t batch) {
  const uint64_t left = gang->iterations - batch * gang->batch;
  return left < gang->batch ? (uint32_t)left : gang->batch;
}

static uint64_t batch_iteration(const struct lab_gang *gang, uint64_t batch) {
  return gang->first + batch * gang->batch;
}

/* The same states belong to the same worker in every batch, a short last one included: no one renews what another
 * is still auditing. */
static void share_of(const struct sweeper *s, uint64_t batch, uint32_t *first, uint32_t *end) {
  const uint64_t actors = s->gang->config.actors, whole = s->gang->batch;
  const uint32_t states = batch_states(s->gang, batch);
  *first = (uint32_t)(whole * s->index / actors);
  *end = (uint32_t)(whole * (s->index + 1) / actors);
  if (*end > states)
    *end = states;
  if (*first > *end)
    *first = *end;
}

static char *half_of(const struct lab_gang *gang, uint64_t batch) {
  return gang->arena.half[gang->strict ? 0 : batch & 1];
}

static void enter_phase(struct sweeper *s, enum lab_phase phase, uint64_t batch) {
  s->worker->position = 0;
  s->worker->batch_first = batch_iteration(s->gang, batch);
  s->worker->phase = phase;
}

static void pass_gate(struct sweeper *s, bool aligned) {
  struct lab_gang *gang = s->gang;
  s->worker->phase = LAB_PHASE_GATE;
  s->passage++;
  /* Two keys by turns: a quick actor that is already at the next gate must not be ordered before a slow one that has
   * yet to leave this one. */
  void *key = &gang->gate_keys[s->passage & 1];
  if (lab_host_engine.gate_release)
    lab_host_engine.gate_release(key);
  if (aligned && gang->aligned)
    lab_gate_pass_aligned(&gang->gate, s->passage, ++s->aligned);
  else
    lab_gate_pass(&gang->gate, s->passage);
  if (lab_host_engine.gate_acquire)
    lab_host_engine.gate_acquire(key);
}

/* Makes this worker's share of a batch ready.  Memory is zeroed where it may have been used before. */
static void prepare_share(struct sweeper *s, uint64_t batch) {
  const struct lab_gang *gang = s->gang;
  const struct lab_variant *variant = gang->config.variant;
  const size_t stride = gang->arena.stride;
  uint32_t first, end;
  share_of(s, batch, &first, &end);
  if (first == end)
    return;
  enter_phase(s, LAB_PHASE_SETUP, batch);
  char *base = half_of(gang, batch);
  memset(base + first * stride, 0, (end - first) * stride);
  if (!variant->setup)
    return;
  for (uint32_t p = first; p < end; p++) {
    s->worker->position = p;
    variant->setup(base + p * stride);
  }
}

/* Gives the states of this worker's share back without an audit: they were made ready, but the slice ends. */
static void discard_share(struct sweeper *s, uint64_t batch) {
  const struct lab_gang *gang = s->gang;
  uint32_t first, end;
  share_of(s, batch, &first, &end);
  if (!gang->config.variant->teardown || first == end)
    return;
  for (uint32_t p = first; p < end; p++)
    gang->config.variant->teardown(half_of(gang, batch) + p * gang->arena.stride);
}

/* Lets the actors leave the gate apart: mostly so far that one is done when the next begins (they still may wait for
 * one another: this is a delay, not an order), else by a random instant, so that they meet. */
static void stagger(struct sweeper *s, uint64_t batch) {
  const uint64_t start = lab_now_ns();
  uint64_t wait = lab_random(&s->random) % lab_host_engine.stagger_ns;
  if (batch % 4 != 0)
    wait += s->index * (s->last_sweep_ns < STAGGER_MOST_NS ? s->last_sweep_ns : STAGGER_MOST_NS);
  while (lab_now_ns() - start < wait)
    lab_pause();
}

static void sweep_batch(struct sweeper *s, uint64_t batch) {
  struct lab_gang *gang = s->gang;
  struct lab_worker *worker = s->worker;
  const struct lab_variant *variant = gang->config.variant;
  const uint32_t states = batch_states(gang, batch);
  struct lab_sweep sweep = {.base = half_of(gang, batch),
                            .stride = gang->arena.stride,
                            .order = states == gang->batch ? gang->arena.order : NULL,
                            .count = states,
                            .role = variant->n_roles ? s->index % variant->n_roles : 0,
                            .ops = gang->config.ops,
                            .position = &worker->position};
  enter_phase(s, LAB_PHASE_SWEEP, batch);
  if (lab_host_engine.stagger_ns)
    stagger(s, batch);
  const uint64_t start_ns = lab_host_engine.stagger_ns ? lab_now_ns() : 0;
  const uint64_t start = lab_ticks();
  variant->sweep(&sweep);
  if (lab_host_engine.stagger_ns)
    s->last_sweep_ns = lab_now_ns() - start_ns;
  worker->sweep_ns += lab_ticks() - start; /* ticks until the slice ends */
  worker->sweep_ops += (uint64_t)states * gang->config.ops;
}

static void audit_share(struct sweeper *s, uint64_t batch) {
  struct lab_gang *gang = s->gang;
  struct lab_worker *worker = s->worker;
  const struct lab_variant *variant = gang->config.variant;
  struct lab_inspection in = {.base = half_of(gang, batch),
                              .stride = gang->arena.stride,
                              .expected = gang->config.actors * gang->config.ops,
                              .iteration = batch_iteration(gang, batch),
                              .position = &worker->position,
                              .counts = &worker->counts};
  share_of(s, batch, &in.first, &in.end);
  if (in.first == in.end)
    return;
  enter_phase(s, LAB_PHASE_AUDIT, batch);
  variant->inspect(&in);
  if (lab_host_engine.audited)
    lab_host_engine.audited(worker, in.iteration, in.first, in.end);
  worker->counts.iterations += in.end - in.first;
  discard_share(s, batch);
}

/* Actor 0 alone looks at the clock, before a gate; the others learn of it behind the gate, so all stop together. */
static void decide_end(struct sweeper *s, uint64_t batch) {
  struct lab_gang *gang = s->gang;
  if (s->index == 0 && gang->deadline_ns && batch > 0 && lab_now_ns() >= gang->deadline_ns)
    gang->last_batch = batch;
}

/* Two gates per batch: nothing overlaps. */
static void run_strict(struct sweeper *s) {
  for (uint64_t batch = 0;; batch++) {
    const bool more = batch * s->gang->batch < s->gang->iterations;
    if (more)
      prepare_share(s, batch);
    decide_end(s, batch);
    pass_gate(s, true);
    if (batch >= s->gang->last_batch) {
      if (more)
        discard_share(s, batch);
      return;
    }
    sweep_batch(s, batch);
    pass_gate(s, false);
    audit_share(s, batch);
    if (lab_host_engine.between) {
      pass_gate(s, false);
      if (s->index == 0)
        lab_host_engine.between();
      pass_gate(s, false); /* what is made ready from here on is made ready in the new order of things */
    }
  }
}

/* One gate per batch: while some still sweep a batch, others already audit and renew the one before it. */
static void run_pipelined(struct sweeper *s) {
  const uint64_t batches = s->gang->last_batch; /* as planned, before actor 0 lowers it */
  for (uint64_t batch = 0; batch < 2 && batch < batches; batch++)
    prepare_share(s, batch);
  for (uint64_t batch = 0;; batch++) {
    decide_end(s, batch);
    pass_gate(s, true);
    const bool last = batch >= s->gang->last_batch;
    if (!last)
      sweep_batch(s, batch);
    if (batch > 0) {
      audit_share(s, batch - 1);
      if (!last && batch + 1 < batches)
        prepare_share(s, batch + 1);
    }
    if (last) {
      if (batch < batches)
        discard_share(s, batch);
      return;
    }
  }
}

/* -- Workers. -- */
static void pin_to(unsigned index) {
  cpu_set_t usable, one;
  if (sched_getaffinity(0, sizeof usable, &usable) != 0)
    return;
  unsigned wanted = index % (unsigned)CPU_COUNT(&usable);
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &usable) || wanted-- > 0)
      continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

static void *work(void *argument) {
  struct sweeper s = *(struct sweeper *)argument;
  free(argument);
  struct lab_gang *gang = s.gang;
  self_worker = s.worker;
  lab_self_index = s.index;
  s.worker->tid = (int32_t)syscall(SYS_gettid);
  if (gang->config.pin)
    pin_to(s.index);
  lab_crash_thread();
  for (uint32_t seen = 0;;) {
    s.worker->phase = LAB_PHASE_IDLE;
    if (lab_host_engine.gate_release)
      lab_host_engine.gate_release(gang);
    if (atomic_fetch_add(&gang->parked, 1) + 1 == gang->config.actors)
      futex_wake(&gang->parked);
    while (atomic_load(&gang->slice) == seen)
      futex_wait(&gang->slice, seen);
    seen = atomic_load(&gang->slice);
    if (lab_host_engine.gate_acquire)
      lab_host_engine.gate_acquire(gang);
    if (gang->strict)
      run_strict(&s);
    else
      run_pipelined(&s);
  }
  return NULL;
}

static bool start_worker(struct lab_gang *gang, unsigned index) {
  struct sweeper *s = malloc(sizeof *s);
  if (!s)
    return false;
  *s = (struct sweeper){.gang = gang,
                        .worker = &gang->config.channel->workers[index],
                        .index = index,
                        .random = gang->config.seed + index};
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, s) != 0) {
    free(s);
    return false;
  }
  pthread_detach(thread);
  return true;
}

static void wait_parked(struct lab_gang *gang) {
  for (;;) {
    const uint32_t parked = atomic_load(&gang->parked);
    if (parked == gang->config.actors)
      return;
    futex_wait(&gang->parked, parked);
  }
}

struct lab_gang *lab_gang_start(const struct lab_gang_config *config) {
  struct lab_gang *gang = aligned_alloc(128, (sizeof *gang + 127) / 128 * 128);
  if (!gang)
    return NULL;
  memset(gang, 0, sizeof *gang);
  gang->config = *config;
  cpu_set_t usable;
  gang->cpus = sched_getaffinity(0, sizeof usable, &usable) == 0 ? (unsigned)CPU_COUNT(&usable) : 1;
  lab_gate_init(&gang->gate, config->actors, gang->cpus);
  lab_actor_count = config->actors;
  for (unsigned i = 0; i < config->actors; i++)
    if (!start_worker(gang, i))
      return NULL;
  wait_parked(gang);
  return gang;
}

/* -- Slices. -- */
static void plan_slice(struct lab_gang *gang, const struct lab_command *command) {
  const struct lab_variant *variant = gang->config.variant;
  gang->first = command->first;
  gang->iterations = command->iterations;
  gang->batch = gang->arena.layout.batch;
  if (gang->batch > gang->iterations)
    gang->batch = (uint32_t)gang->iterations;
  gang->last_batch = (gang->iterations + gang->batch - 1) / gang->batch;
  gang->strict = lab_host_engine.strict || variant->exclusive || gang->batch == 1;
  gang->aligned = gang->config.actors <= gang->cpus && gang->batch <= 16 && !lab_host_engine.stagger_ns;
  gang->start_ns = lab_now_ns();
  gang->start_ticks = lab_ticks();
  gang->deadline_ns = command->budget_ns ? gang->start_ns + command->budget_ns : 0;
}

static uint64_t counted(const struct lab_gang *gang) {
  uint64_t sum = 0;
  for (unsigned i = 0; i < gang->config.actors; i++)
    sum += gang->config.channel->workers[i].counts.iterations;
  return sum;
}

/* Turns the ticks that this slice added to sweep_ns into nanoseconds. */
static void convert_ticks(struct lab_gang *gang, const uint64_t *before, uint64_t wall_ns) {
  const uint64_t ticks = lab_ticks() - gang->start_ticks;
  const double ns_per_tick = ticks ? (double)wall_ns / (double)ticks : 0;
  for (unsigned i = 0; i < gang->config.actors; i++) {
    struct lab_worker *worker = &gang->config.channel->workers[i];
    worker->sweep_ns = before[i] + (uint64_t)((double)(worker->sweep_ns - before[i]) * ns_per_tick);
  }
}

static void limit_batch(const struct lab_gang *gang, struct lab_layout *layout) {
  const uint64_t most_ops = lab_host_engine.max_batch_ops / gang->config.ops;
  if (lab_host_engine.max_batch && layout->batch > lab_host_engine.max_batch)
    layout->batch = lab_host_engine.max_batch;
  if (lab_host_engine.max_batch_ops && layout->batch > most_ops)
    layout->batch = most_ops ? (uint32_t)most_ops : 1;
}

void lab_gang_run(struct lab_gang *gang, const struct lab_command *command, struct lab_reply *reply) {
  const struct lab_variant *variant = gang->config.variant;
  struct lab_layout wish = command->layout;
  if (variant->exclusive)
    wish.batch = 1;
  else
    limit_batch(gang, &wish);
  if (!lab_arena_fit(&gang->arena, &wish, variant->size + gang->config.actors * variant->per_actor, variant->align,
                     lab_host_engine.min_stride, gang->config.seed)) {
    reply->kind = LAB_REPLY_REFUSED;
    strcpy(reply->text, "no memory for the states");
    return;
  }
  uint64_t before[LAB_ACTORS_MAX];
  for (unsigned i = 0; i < gang->config.actors; i++)
    before[i] = gang->config.channel->workers[i].sweep_ns;
  const uint64_t counted_before = counted(gang);
  plan_slice(gang, command);
  if (lab_host_engine.gate_release)
    lab_host_engine.gate_release(gang);
  atomic_store(&gang->parked, 0);
  atomic_fetch_add(&gang->slice, 1);
  futex_wake(&gang->slice);
  wait_parked(gang);
  if (lab_host_engine.gate_acquire)
    lab_host_engine.gate_acquire(gang);
  reply->wall_ns = lab_now_ns() - gang->start_ns;
  convert_ticks(gang, before, reply->wall_ns);
  reply->iterations = counted(gang) - counted_before;
  reply->kind = LAB_REPLY_DONE;
}
