/* SPDX-License-Identifier: MIT */
#include "engines/explore/races.h"
#include "engines/explore/search.h"

LAB_ENGINE struct lab_races lab_races = {.n = 0};

void lab_races_clear(void) {
  lab_races.n = 0;
  lab_races.dropped = 0;
}

static bool is_access(const struct lab_step *s) { return s->kind >= LAB_OP_READ && s->kind <= LAB_OP_DRAIN; }

void lab_races_note(const struct lab_step *e, const struct lab_step *p) {
  if (!is_access(e) || !is_access(p) || ((e->flags & p->flags) & LAB_OPF_ATOMIC) ||
      lab_entity_actor(e->entity) == lab_entity_actor(p->entity))
    return;
  const struct lab_step *low = e->pc <= p->pc ? e : p, *high = low == e ? p : e;
  for (uint32_t r = 0; r < lab_races.n; r++)
    if (lab_races.all[r].sides[0].pc == low->pc && lab_races.all[r].sides[1].pc == high->pc) {
      lab_races.all[r].count++;
      return;
    }
  if (lab_races.n == LAB_X_RACES) {
    lab_races.dropped++;
    return;
  }
  struct lab_race *race = &lab_races.all[lab_races.n++];
  const struct lab_step *sides[2] = {low, high};
  for (int s = 0; s < 2; s++) {
    race->sides[s].pc = sides[s]->pc;
    race->sides[s].kind = sides[s]->kind;
    race->sides[s].flags = sides[s]->flags;
    race->sides[s].actor = (uint16_t)lab_entity_actor(sides[s]->entity);
  }
  race->address = p->address;
  race->length = p->length;
  race->count = 1;
}
