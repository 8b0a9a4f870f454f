/* SPDX-License-Identifier: MIT */
/*
 * dpor: one execution for each class of interleavings that differ only in the order of steps that commute.
 *
 * Source sets and sleep sets: P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, "Optimal dynamic partial order
 * reduction", POPL 2014, algorithm 1.  Locks as there: an unlock orders, only lock against lock is reversed.
 */
#include "engines/explore/clocks.h"
#include "engines/explore/depend.h"
#include "engines/explore/enabled.h"
#include "engines/explore/search.h"
#include "engines/explore/spin.h"
#include "engines/explore/trace.h"
#include "engines/explore/tree.h"
#include <string.h>

/* Is the pending operation the first of several that are taken as one?  It does not tell on what they depend. */
static bool begins_section(unsigned entity) {
  return lab_search.cooperative || lab_exec.actors[lab_entity_actor(entity)].atomic;
}

/*
 * Who sleeps at the current depth: whoever slept or was tried before, unless the step in between woke it, or released
 * it from waiting: what it is about to do is then not what it was.
 */
static void inherit_sleep(uint32_t depth) {
  if (depth == 0)
    return;
  uint64_t *asleep = lab_tree_set(depth, LAB_ASLEEP);
  const uint64_t *before = lab_tree_set(depth - 1, LAB_ASLEEP), *done = lab_tree_set(depth - 1, LAB_DONE);
  const struct lab_step *step = &lab_search.steps[depth - 1];
  uint64_t any = 0;
  for (uint32_t w = 0; w < lab_search.words; w++)
    any |= asleep[w] = before[w] | done[w];
  if (!any)
    return;
  lab_set_remove(asleep, step->entity);
  for (unsigned e = lab_set_first(asleep); e != LAB_X_NOBODY; e = lab_set_after(asleep, e)) {
    struct lab_step pending = {.kind = LAB_OP_NONE};
    lab_trace_fill(&pending, e);
    if (begins_section(e) || pending.cause == (int32_t)depth - 1 || lab_depend(step, &pending) != LAB_COMMUTE)
      lab_set_remove(asleep, e);
  }
}

static unsigned choose(const uint64_t *enabled) {
  uint32_t depth = lab_exec.depth;
  if (lab_tree_is_forced(depth)) {
    lab_tree.forced = UINT32_MAX;
    return lab_tree.forced_choice;
  }
  lab_tree_push(enabled);
  inherit_sleep(depth);
  const uint64_t *asleep = lab_tree_set(depth, LAB_ASLEEP);
  uint64_t awake[LAB_X_WORDS];
  for (uint32_t w = 0; w < lab_search.words; w++)
    awake[w] = enabled[w] & ~asleep[w];
  unsigned next = depth ? lab_search.steps[depth - 1].entity : 0;
  if (lab_search.restless)
    next = lab_search_other(awake, next);
  if (!lab_set_has(awake, next))
    next = lab_set_first(awake);
  if (next == LAB_X_NOBODY) {
    lab_exec.end = LAB_END_ASLEEP;
    return LAB_STOP;
  }
  lab_set_add(lab_tree_set(depth, LAB_TODO), next);
  lab_set_add(lab_tree_set(depth, LAB_DONE), next);
  return next;
}

static unsigned pick(unsigned n) {
  uint32_t depth = lab_exec.depth;
  bool fresh = !lab_tree_is_forced(depth);
  unsigned value = lab_tree_pick(n);
  if (fresh)
    inherit_sleep(depth);
  return value;
}

/* Nobody may come between the steps of an atomic section: all others are tried before it. */
static void try_all_before(uint32_t i) {
  while (i > 0 && lab_tree.nodes[i].glued)
    i--;
  uint64_t *todo = lab_tree_set(i, LAB_TODO);
  const uint64_t *enabled = lab_tree_set(i, LAB_ENABLED);
  for (uint32_t w = 0; w < lab_search.words; w++)
    todo[w] |= enabled[w];
}

/*
 * Steps i and n race: some execution must begin, at i, with what does not depend on i and then n.  Unless one of the
 * entities that such an execution can start with is to be tried there anyway, adds one.
 */
static void reverse(uint32_t i, uint32_t n) {
  if (lab_tree.nodes[i].glued) {
    try_all_before(i);
    return;
  }
  const struct lab_step *e = &lab_search.steps[i];
  uint32_t first[2 * LAB_X_ACTORS];
  uint64_t seen[LAB_X_WORDS];
  memset(seen, 0, lab_search.words * sizeof *seen);
  uint64_t *todo = lab_tree_set(i, LAB_TODO);
  const uint64_t *asleep = lab_tree_set(i, LAB_ASLEEP), *enabled = lab_tree_set(i, LAB_ENABLED);
  unsigned candidate = LAB_X_NOBODY;
  for (uint32_t j = i + 1; j <= n; j++) {
    const struct lab_step *s = &lab_search.steps[j];
    const uint32_t *clock = lab_clocks_row(j);
    if ((j < n && clock[e->entity] >= e->seq) || lab_set_has(seen, s->entity))
      continue;
    bool initial = true;
    for (unsigned f = lab_set_first(seen); f != LAB_X_NOBODY && initial; f = lab_set_after(seen, f))
      initial = clock[f] < first[f];
    lab_set_add(seen, s->entity);
    first[s->entity] = s->seq;
    if (!initial)
      continue;
    if (lab_set_has(todo, s->entity) || lab_set_has(asleep, s->entity))
      return;
    if (lab_set_has(enabled, s->entity))
      candidate = s->entity;
  }
  if (candidate != LAB_X_NOBODY) {
    lab_set_add(todo, candidate);
    return;
  }
  for (uint32_t w = 0; w < lab_search.words; w++) /* cannot happen as far as we know; costs nothing to be safe */
    todo[w] |= enabled[w];
}

/* Compares the step at depth n, taken or only announced, with those before depth `end`. */
static void compare(uint32_t n, uint32_t end) {
  const struct lab_step *p = &lab_search.steps[n];
  uint32_t *row = lab_clocks_row(n);
  uint32_t races = 0, orders = 0, *racing = lab_clocks.scratch; /* from the front: races; from the back: orders */
  lab_clocks_prior(row, p);
  row[p->entity] = p->seq - 1;
  for (uint32_t i = end; i-- > 0;) {
    const struct lab_step *e = &lab_search.steps[i];
    if (row[e->entity] >= e->seq)
      continue;
    enum lab_relation relation = lab_depend(e, p);
    if (relation == LAB_COMMUTE)
      continue;
    if (relation == LAB_ORDER) {
      racing[lab_search.max_steps - orders++] = i;
      continue;
    }
    racing[races++] = i;
    lab_clocks_join(row, lab_clocks_row(i));
  }
  for (uint32_t o = 0; o < orders; o++)
    lab_clocks_join(row, lab_clocks_row(racing[lab_search.max_steps - o]));
  row[p->entity] = p->seq;
  for (uint32_t r = 0; r < races; r++)
    reverse(racing[r], n);
}

static void taken(uint32_t depth) { compare(depth, depth); }

/* Did the running actor go on to announce something when the execution ended? */
static bool ended_by_search(void) {
  return lab_exec.end == LAB_END_DEADLOCK || lab_exec.end == LAB_END_LIVELOCK || lab_exec.end >= LAB_END_ASLEEP;
}

/*
 * What actors were about to do when the execution stopped could have come earlier.  Where the search stopped it, those
 * that can go on do so in another execution; those that wait may have been kept from it by a step taken here.  Before
 * the exit of the process all could have gone on but those that were waiting.
 */
static void compare_announced(void) {
  uint32_t depth = lab_exec.depth;
  uint64_t enabled[LAB_X_WORDS];
  lab_enabled_collect(enabled);
  for (unsigned a = lab_set_first(lab_exec.alive); a != LAB_X_NOBODY; a = lab_set_after(lab_exec.alive, a)) {
    bool waits = !lab_set_has(enabled, lab_entity_of(a));
    if ((&lab_exec.actors[a] == lab_exec.me && !ended_by_search()) || (lab_exec.end >= LAB_END_ASLEEP && !waits))
      continue;
    lab_trace_fill(&lab_search.steps[depth], lab_entity_of(a));
    compare(depth, lab_exec.end == LAB_END_EXIT && waits ? depth - 1 : depth);
  }
}

/* The step that the program died in, or was dropped in, ends all others: each of them could have gone first. */
static void compare_death(void) {
  int32_t last = lab_exec.me->last;
  while (last >= 0 && lab_tree.nodes[last].choice)
    last = lab_search.steps[last].prev;
  if (last < 0)
    return;
  uint64_t *todo = lab_tree_set((uint32_t)last, LAB_TODO);
  const uint64_t *enabled = lab_tree_set((uint32_t)last, LAB_ENABLED);
  for (uint32_t w = 0; w < lab_search.words; w++)
    todo[w] |= enabled[w];
}

/* Every read of a loop that turned in vain could also have come after whatever the others would have done next. */
static void compare_futile(void) {
  for (int32_t i = lab_exec.actors[lab_spin_futile.actor].last; i >= 0; i = lab_search.steps[i].prev) {
    uint64_t *todo = lab_tree_set((uint32_t)i, LAB_TODO);
    const uint64_t *enabled = lab_tree_set((uint32_t)i, LAB_ENABLED);
    for (uint32_t w = 0; w < lab_search.words; w++)
      todo[w] |= enabled[w];
    if (i == lab_spin_futile.from)
      break;
  }
}

static bool next(void) {
  enum lab_end end = (enum lab_end)lab_exec.end;
  if (end != LAB_END_DONE && end != LAB_END_BOUND)
    compare_announced();
  if (end == LAB_END_FUTILE)
    compare_futile();
  if ((end > LAB_END_LIVELOCK && end < LAB_END_FAILURES_) || end == LAB_END_ASSUME)
    compare_death();
  return lab_tree_next();
}

const struct lab_strategy lab_strategy_dpor = {"dpor", lab_tree_begin, choose, pick, taken, next};
