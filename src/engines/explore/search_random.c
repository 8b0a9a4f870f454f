/* SPDX-License-Identifier: MIT */
/*
 * Strategies that draw.
 *
 *   random  every enabled entity is as likely as any other
 *   pct:D   fixed random priorities, lowered at D - 1 random steps: S. Burckhardt et al., "A randomized scheduler with
 *           probabilistic guarantees of finding bugs", ASPLOS 2010
 *   pos     a random priority per operation, drawn anew for those that race with the one just taken: X. Yuan,
 *           J. Yang, R. Gu, "Partial order aware concurrency sampling", CAV 2018
 *   surw    likelihood in proportion to the steps that an actor still has, as counted in earlier executions, so that
 *           interleavings come out nearly uniformly: after "Selectively uniform concurrency testing", ASPLOS 2025
 */
#include "engines/explore/depend.h"
#include "engines/explore/search.h"
#include "engines/explore/trace.h"
#include "engines/explore/tree.h"
#include <string.h>

#define ENTITIES (2 * LAB_X_ACTORS)
#define CHANGES_MAX 64u

struct drawing {
  uint64_t state;                /* of the generator */
  uint64_t priority[ENTITIES];   /* 0: not drawn yet */
  uint32_t changes[CHANGES_MAX]; /* depths at which pct lowers a priority */
  uint32_t longest;              /* steps of the longest execution so far */
  uint32_t expected[ENTITIES];   /* steps of each entity in the execution before */
  uint32_t seen[ENTITIES];       /* in this one */
};
static LAB_ENGINE struct drawing drawing = {.state = 1};

static uint64_t draw(void) {
  uint64_t z = (drawing.state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static void begin(void) {
  drawing.state = lab_search.seed * 0x9e3779b97f4a7c15u + lab_search.executions;
  memset(drawing.priority, 0, sizeof drawing.priority);
  memset(drawing.seen, 0, sizeof drawing.seen);
  for (uint32_t c = 0; c + 1 < lab_search.bound && c < CHANGES_MAX; c++)
    drawing.changes[c] = drawing.longest ? (uint32_t)(draw() % drawing.longest) : UINT32_MAX;
}

static unsigned pick(unsigned n) { return (unsigned)(draw() % n); }

static unsigned choose_random(const uint64_t *enabled) {
  unsigned n = 0;
  for (uint32_t w = 0; w < lab_search.words; w++)
    n += (unsigned)__builtin_popcountll(enabled[w]);
  unsigned k = (unsigned)(draw() % n);
  unsigned e = lab_set_first(enabled);
  while (k-- > 0)
    e = lab_set_after(enabled, e);
  return e;
}

static unsigned highest(const uint64_t *enabled) {
  unsigned best = LAB_X_NOBODY;
  for (unsigned e = lab_set_first(enabled); e != LAB_X_NOBODY; e = lab_set_after(enabled, e)) {
    if (drawing.priority[e] == 0)
      drawing.priority[e] = (draw() >> 1) + CHANGES_MAX + 1;
    if (best == LAB_X_NOBODY || drawing.priority[e] > drawing.priority[best])
      best = e;
  }
  return best;
}

static unsigned choose_pct(const uint64_t *enabled) {
  unsigned best = highest(enabled);
  for (uint32_t c = 0; c + 1 < lab_search.bound && c < CHANGES_MAX; c++)
    if (drawing.changes[c] == lab_exec.depth) {
      drawing.priority[best] = c + 1;
      best = highest(enabled);
    }
  return best;
}

static unsigned choose_weighted(const uint64_t *enabled) {
  uint64_t total = 0;
  for (unsigned e = lab_set_first(enabled); e != LAB_X_NOBODY; e = lab_set_after(enabled, e))
    total += drawing.expected[e] > drawing.seen[e] ? drawing.expected[e] - drawing.seen[e] : 1;
  uint64_t k = draw() % total;
  for (unsigned e = lab_set_first(enabled); e != LAB_X_NOBODY; e = lab_set_after(enabled, e)) {
    uint64_t weight = drawing.expected[e] > drawing.seen[e] ? drawing.expected[e] - drawing.seen[e] : 1;
    if (k < weight)
      return e;
    k -= weight;
  }
  return lab_set_first(enabled);
}

static void taken_nothing(uint32_t depth) { (void)depth; }

static void taken_count(uint32_t depth) { drawing.seen[lab_search.steps[depth].entity]++; }

static void taken_pos(uint32_t depth) {
  const struct lab_step *step = &lab_search.steps[depth];
  drawing.priority[step->entity] = 0;
  for (unsigned a = lab_set_first(lab_exec.alive); a != LAB_X_NOBODY; a = lab_set_after(lab_exec.alive, a)) {
    struct lab_step other = {.kind = LAB_OP_NONE};
    lab_trace_fill(&other, lab_entity_of(a));
    if (other.entity != step->entity && lab_depend(step, &other) == LAB_RACE)
      drawing.priority[other.entity] = 0;
  }
}

static bool next(void) {
  if (lab_exec.depth > drawing.longest)
    drawing.longest = lab_exec.depth;
  memcpy(drawing.expected, drawing.seen, sizeof drawing.expected);
  lab_search.replay_end = 0;
  return true;
}

const struct lab_strategy lab_strategy_random = {"random", begin, choose_random, pick, taken_nothing, next};
const struct lab_strategy lab_strategy_pct = {"pct", begin, choose_pct, pick, taken_nothing, next};
const struct lab_strategy lab_strategy_pos = {"pos", begin, highest, pick, taken_pos, next};
const struct lab_strategy lab_strategy_surw = {"surw", begin, choose_weighted, pick, taken_count, next};
