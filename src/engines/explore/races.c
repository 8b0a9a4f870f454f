/* SPDX-License-Identifier: MIT */
#include "engines/explore/races.h"
#include "engines/explore/happens.h"
#include "engines/explore/search.h"
#include <string.h>

LAB_ENGINE struct lab_races lab_races = {.n = 0};

/*
 * Most pairs of places in the code have been seen to race in an earlier execution, or never can.  The first places get
 * a bit each, so that a step whose pairs are all settled is not compared again; OTHERS stands for all places beyond.
 */
enum { PLACES = 64, OTHERS = PLACES - 1 };
struct places {
  uint64_t key[PLACES];     /* pc and kind; 0: free */
  uint64_t settled[PLACES]; /* by place: those with which it races, or cannot conflict */
  uint64_t reads, atomics;
};
static LAB_ENGINE struct places places = {.atomics = 0};
static LAB_ENGINE uint64_t *visited = NULL; /* by depth: places of the accesses of the step's entity so far */

void lab_races_open(void) { visited = lab_search_reserve(((size_t)lab_search.max_steps + 1) * sizeof *visited); }

void lab_races_clear(void) {
  lab_races.n = 0;
  lab_races.dropped = 0;
  memset(&places, 0, sizeof places);
}

static unsigned place_of(const struct lab_step *step) {
  uint64_t key = (uint64_t)step->pc << 8 | step->kind;
  unsigned place = (unsigned)(key * UINT64_C(0x9e3779b97f4a7c15) >> 58);
  if (places.key[place] == key && place != OTHERS)
    return place;
  if (places.key[place] || place == OTHERS)
    return OTHERS;
  places.key[place] = key;
  places.reads |= (uint64_t)(step->kind == LAB_OP_READ) << place;
  places.atomics |= (uint64_t)((step->flags & LAB_OPF_ATOMIC) != 0) << place;
  return place;
}

/* The places with which a step need not be compared. */
static uint64_t settled_with(const struct lab_step *p, unsigned place) {
  uint64_t settled = place == OTHERS ? 0 : places.settled[place];
  settled |= p->kind == LAB_OP_READ ? places.reads : 0;
  return settled | (p->flags & LAB_OPF_ATOMIC ? places.atomics : 0);
}

static void settle(const struct lab_step *e, const struct lab_step *p) {
  unsigned a = place_of(e), b = place_of(p);
  if (a == OTHERS || b == OTHERS)
    return;
  places.settled[a] |= UINT64_C(1) << b;
  places.settled[b] |= UINT64_C(1) << a;
}

static bool is_access(const struct lab_step *s) { return s->kind >= LAB_OP_READ && s->kind <= LAB_OP_DRAIN; }

static bool writes(const struct lab_step *s) {
  return (s->flags & LAB_OPF_WRITE) && !(s->kind == LAB_OP_CAS && (s->flags & LAB_OPF_FAILED));
}

static bool conflict(const struct lab_step *e, const struct lab_step *p) {
  return is_access(e) && !(e->flags & p->flags & LAB_OPF_ATOMIC) && e->address < p->address + p->length &&
         p->address < e->address + e->length && (writes(e) || writes(p));
}

static void fill(struct lab_race *race, const struct lab_step *low, const struct lab_step *high,
                 const struct lab_step *later) {
  const struct lab_step *sides[2] = {low, high};
  for (int s = 0; s < 2; s++) {
    race->sides[s].pc = sides[s]->pc;
    race->sides[s].kind = sides[s]->kind;
    race->sides[s].flags = sides[s]->flags;
    race->sides[s].actor = (uint16_t)lab_entity_actor(sides[s]->entity);
  }
  race->address = later->address;
  race->length = later->length;
}

static void add(const struct lab_step *e, const struct lab_step *p) {
  const struct lab_step *low = e->pc <= p->pc ? e : p, *high = low == e ? p : e;
  for (uint32_t r = 0; r < lab_races.n; r++)
    if (lab_races.all[r].sides[0].pc == low->pc && lab_races.all[r].sides[1].pc == high->pc)
      return;
  if (lab_races.n == LAB_X_RACES)
    lab_races.dropped++;
  else
    fill(&lab_races.all[lab_races.n++], low, high, p);
}

/* The steps of one entity, latest first, back to what happened before. */
static void look_back(int32_t latest, uint32_t before, const struct lab_step *p) {
  for (int32_t i = latest; i >= 0; i = lab_search.steps[i].prev) {
    const struct lab_step *e = &lab_search.steps[i];
    if (e->hooks <= before)
      return;
    if (conflict(e, p)) {
      add(e, p);
      settle(e, p);
    }
  }
}

static uint64_t visited_at(int32_t depth) { return depth < 0 ? 0 : visited[depth]; }

static uint64_t visited_by_others(const struct lab_step *p) {
  unsigned me = lab_entity_actor(p->entity);
  uint64_t all = 0;
  for (uint32_t a = 0; a < lab_exec.n_actors; a++)
    if (a != me)
      all |= visited_at(lab_exec.actors[a].last) | visited_at(lab_exec.actors[a].drained);
  return all;
}

/*
 * In an execution that finds a byte to be shared after all, the accesses to it so far were no steps: what they put in
 * order is not known, and races found from here on may be none.  The search runs it again.
 */
void lab_races_note(uint32_t depth) {
  if (lab_search.restart || lab_search.abandon || lab_search.cooperative)
    return; /* tasks are of one thread */
  lab_happens_note(depth);
  const struct lab_step *p = &lab_search.steps[depth];
  visited[depth] = visited_at(p->prev);
  if (!is_access(p))
    return;
  unsigned place = place_of(p);
  visited[depth] |= UINT64_C(1) << place;
  if ((visited_by_others(p) & ~settled_with(p, place)) == 0)
    return;
  const uint32_t *row = lab_happens_row(depth);
  unsigned me = lab_entity_actor(p->entity);
  for (uint32_t a = 0; a < lab_exec.n_actors; a++) {
    if (a == me)
      continue;
    look_back(lab_exec.actors[a].last, row[a], p);
    if (lab_search.tso)
      look_back(lab_exec.actors[a].drained, row[a], p);
  }
}
