/* SPDX-License-Identifier: MIT */
/*
 * How states are laid out: what is tried, and what is taken untried.
 *
 * Two things pull at the layout.  A gate costs about a microsecond, so short iterations want thousands of states per
 * gate; and the actors have to meet in the same state, which they do best where a state fills a cache line or shares
 * one with few others.  Long iterations (a thousand operations) make the gate cheap by themselves, and every state
 * further from the gate finds the actors further apart.
 */
#include "plan/plan.h"

#define LONG_OPS 16 /* more operations than this make an iteration long */

/* Close together: after a report the sanitizer's shadow is new, and each page of it costs a fault. */
static const struct lab_layout tsan_layout = {.batch = 64, .stride = 64};

/* Best guesses first: the order is that of lost iterations per second, 2 actors, 1 operation, 8 bytes of state. */
static const struct lab_layout short_layouts[] = {
    {16384, 64, 0},  {4096, 64, 0},  {65536, 64, 0}, {16384, 16, 0},  {65536, 16, 0}, {4096, 16, 0},
    {16384, 64, 1},  {16384, 16, 1}, {65536, 16, 1}, {4096, 64, 1},   {4096, 16, 1},  {65536, 64, 1},
    {16384, 128, 0}, {4096, 128, 0}, {1024, 64, 0},  {1024, 16, 0},   {65536, 0, 0},  {16384, 0, 0},
    {4096, 0, 0},    {1024, 0, 0},   {1024, 128, 0}, {65536, 128, 0}, {16384, 0, 1},  {1024, 64, 1},
};
static const struct lab_layout long_layouts[] = {
    {1, 128, 0}, {1, 64, 0}, {4, 128, 0}, {4, 64, 0}, {16, 128, 0}, {16, 64, 0}, {64, 128, 0}, {64, 64, 0},
};
#define COUNT(array) (sizeof(array) / sizeof *(array))
_Static_assert(COUNT(short_layouts) <= LAB_LAYOUTS_MAX, "more layouts than candidates");

/* What the layout comes down to for states of this size: no overlap, and a half that fits. */
static struct lab_layout fit(struct lab_layout layout, size_t state_size) {
  const uint64_t size = state_size ? state_size : 1;
  if (layout.stride && layout.stride < size)
    layout.stride = (uint32_t)((size + 63) / 64 * 64);
  const uint64_t step = layout.stride ? layout.stride : size;
  if (layout.batch * step > LAB_ARENA_BYTES)
    layout.batch = (uint32_t)(LAB_ARENA_BYTES / step ? LAB_ARENA_BYTES / step : 1);
  return layout;
}

static bool same(struct lab_layout a, struct lab_layout b) {
  return a.batch == b.batch && a.stride == b.stride && a.shuffle == b.shuffle;
}

/* Where there is nothing to choose; batch 0 where there is. */
static struct lab_layout only_layout(const struct lab_job *job) {
  struct lab_layout layout = {0};
  if (lab_engine_facts(job->engine)->detector)
    layout = tsan_layout;
  else if (job->info->exclusive)
    layout.stride = 128;
  if (job->info->exclusive)
    layout.batch = 1;
  return layout;
}

struct lab_layout lab_layout_default(const struct lab_job *job) {
  const struct lab_layout only = only_layout(job);
  if (only.batch)
    return fit(only, job->info->state_size);
  return fit(job->ops > LONG_OPS ? long_layouts[0] : short_layouts[0], job->info->state_size);
}

unsigned lab_layout_candidates(const struct lab_job *job, struct lab_layout *candidates) {
  const struct lab_layout only = only_layout(job);
  if (only.batch) {
    candidates[0] = fit(only, job->info->state_size);
    return 1;
  }
  const struct lab_layout *layouts = job->ops > LONG_OPS ? long_layouts : short_layouts;
  const size_t count = job->ops > LONG_OPS ? COUNT(long_layouts) : COUNT(short_layouts);
  unsigned n = 0;
  for (size_t l = 0; l < count; l++) {
    const struct lab_layout layout = fit(layouts[l], job->info->state_size);
    bool known = false;
    for (unsigned c = 0; c < n && !known; c++)
      known = same(candidates[c], layout);
    if (!known)
      candidates[n++] = layout;
  }
  return n;
}
