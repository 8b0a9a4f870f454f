/* SPDX-License-Identifier: MIT */
#include "engines/explore/races.h"
#include "engines/explore/happens.h"
#include "engines/explore/search.h"

LAB_ENGINE struct lab_races lab_races = {.n = 0};

void lab_races_clear(void) {
  lab_races.n = 0;
  lab_races.dropped = 0;
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
  race->count = 1;
}

static void add(const struct lab_step *e, const struct lab_step *p) {
  const struct lab_step *low = e->pc <= p->pc ? e : p, *high = low == e ? p : e;
  for (uint32_t r = 0; r < lab_races.n; r++)
    if (lab_races.all[r].sides[0].pc == low->pc && lab_races.all[r].sides[1].pc == high->pc) {
      lab_races.all[r].count++;
      return;
    }
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
    if (conflict(e, p))
      add(e, p);
  }
}

/*
 * In an execution that finds a byte to be shared after all, the accesses to it so far were no steps: what they put in
 * order is not known, and races found from here on may be none.  The search runs it again.
 */
void lab_races_note(uint32_t depth) {
  if (lab_search.restart || lab_search.abandon)
    return;
  lab_happens_note(depth);
  const struct lab_step *p = &lab_search.steps[depth];
  if (!is_access(p))
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
