/* SPDX-License-Identifier: MIT */
#include "host/sweeper.h"
#include "host/random.h"
#include "host/ticks.h"
#include <string.h>

#define STAGGER_MOST_NS 200000 /* of delay between one actor and the next */

uint32_t lab_gang_states(const struct lab_gang *gang, uint64_t batch) {
  const uint64_t left = gang->iterations - batch * gang->batch;
  return left < gang->batch ? (uint32_t)left : gang->batch;
}

static uint64_t batch_iteration(const struct lab_gang *gang, uint64_t batch) {
  return gang->first + batch * gang->batch;
}

/* The same states belong to the same worker in every batch, a short last one included: no one renews what another
 * is still auditing. */
static void share_of(const struct lab_sweeper *s, uint64_t batch, uint32_t *first, uint32_t *end) {
  const uint64_t shares = s->gang->shares, whole = s->gang->batch;
  const uint32_t states = lab_gang_states(s->gang, batch);
  *first = (uint32_t)(whole * s->index / shares);
  *end = (uint32_t)(whole * (s->index + 1) / shares);
  if (*end > states)
    *end = states;
  if (*first > *end)
    *first = *end;
}

static char *half_of(const struct lab_gang *gang, uint64_t batch) {
  return gang->arena.half[gang->strict ? 0 : batch & 1];
}

static void enter_phase(struct lab_sweeper *s, enum lab_phase phase, uint64_t batch) {
  s->worker->position = 0;
  s->worker->batch_first = batch_iteration(s->gang, batch);
  s->worker->phase = phase;
}

void lab_sweeper_gate(struct lab_sweeper *s, bool aligned) {
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
void lab_sweeper_prepare(struct lab_sweeper *s, uint64_t batch) {
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
static void discard_share(struct lab_sweeper *s, uint64_t batch) {
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
static void stagger(struct lab_sweeper *s) {
  const uint64_t start = lab_now_ns();
  const uint64_t iteration = s->worker->batch_first;
  /* From the seed and the iteration alone, so that it is the same whoever runs that iteration, and after whatever. */
  uint64_t random = s->gang->config.seed;
  random = lab_random(&random) + iteration * LAB_ACTORS_MAX + s->index;
  uint64_t wait = lab_random(&random) % lab_host_engine.stagger_ns;
  if (iteration / s->gang->arena.layout.batch % 4 != 3)
    wait += s->index * (s->last_sweep_ns < STAGGER_MOST_NS ? s->last_sweep_ns : STAGGER_MOST_NS);
  while (lab_now_ns() - start < wait)
    lab_pause();
}

void lab_sweeper_sweep(struct lab_sweeper *s, uint64_t batch, uint32_t first, uint32_t end) {
  struct lab_gang *gang = s->gang;
  struct lab_worker *worker = s->worker;
  const struct lab_variant *variant = gang->config.variant;
  const bool whole = end - first == gang->arena.layout.batch; /* what a shuffled order is made for */
  struct lab_sweep sweep = {.base = half_of(gang, batch) + first * gang->arena.stride,
                            .stride = gang->arena.stride,
                            .order = whole ? gang->arena.order : NULL,
                            .count = end - first,
                            .role = variant->n_roles ? s->index % variant->n_roles : 0,
                            .ops = gang->config.ops,
                            .position = &worker->position};
  enter_phase(s, LAB_PHASE_SWEEP, batch);
  worker->batch_first += first;
  if (lab_host_engine.stagger_ns && gang->cpus > 1)
    stagger(s);
  const uint64_t start_ns = lab_host_engine.stagger_ns ? lab_now_ns() : 0;
  const uint64_t start = lab_ticks();
  variant->sweep(&sweep);
  if (lab_host_engine.stagger_ns)
    s->last_sweep_ns = lab_now_ns() - start_ns;
  worker->sweep_ns += lab_ticks() - start; /* ticks until the slice ends */
  worker->sweep_ops += (uint64_t)sweep.count * gang->config.ops;
}

void lab_sweeper_audit(struct lab_sweeper *s, uint64_t batch) {
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
static void decide_end(struct lab_sweeper *s, uint64_t batch) {
  struct lab_gang *gang = s->gang;
  if (s->index == 0 && gang->deadline_ns && batch > 0 && lab_now_ns() >= gang->deadline_ns)
    gang->last_batch = batch;
}

/* Two gates per batch: nothing overlaps. */
static void run_strict(struct lab_sweeper *s) {
  for (uint64_t batch = 0;; batch++) {
    const bool more = batch * s->gang->batch < s->gang->iterations;
    if (more)
      lab_sweeper_prepare(s, batch);
    decide_end(s, batch);
    lab_sweeper_gate(s, true);
    if (batch >= s->gang->last_batch) {
      if (more)
        discard_share(s, batch);
      return;
    }
    lab_sweeper_sweep(s, batch, 0, lab_gang_states(s->gang, batch));
    lab_sweeper_gate(s, false);
    lab_sweeper_audit(s, batch);
    if (lab_host_engine.between) {
      lab_sweeper_gate(s, false);
      if (s->index == 0)
        lab_host_engine.between();
      lab_sweeper_gate(s, false); /* what is made ready from here on is made ready in the new order of things */
    }
  }
}

/* One gate per batch: while some still sweep a batch, others already audit and renew the one before it. */
static void run_pipelined(struct lab_sweeper *s) {
  const uint64_t batches = s->gang->last_batch; /* as planned, before actor 0 lowers it */
  for (uint64_t batch = 0; batch < 2 && batch < batches; batch++)
    lab_sweeper_prepare(s, batch);
  for (uint64_t batch = 0;; batch++) {
    decide_end(s, batch);
    lab_sweeper_gate(s, true);
    const bool last = batch >= s->gang->last_batch;
    if (!last)
      lab_sweeper_sweep(s, batch, 0, lab_gang_states(s->gang, batch));
    if (batch > 0) {
      lab_sweeper_audit(s, batch - 1);
      if (!last && batch + 1 < batches)
        lab_sweeper_prepare(s, batch + 1);
    }
    if (last) {
      if (batch < batches)
        discard_share(s, batch);
      return;
    }
  }
}

void lab_sweeper_run(struct lab_sweeper *s) {
  if (s->gang->strict)
    run_strict(s);
  else
    run_pipelined(s);
}
