/* SPDX-License-Identifier: MIT */
#include "engines/explore/minimise.h"
#include "engines/explore/search.h"
#include <string.h>

#define PIECES_MAX 1024u

struct piece {
  uint16_t entity;
  uint32_t steps;
};
struct pieces {
  struct piece all[PIECES_MAX];
  uint32_t n;
};
static LAB_ENGINE struct pieces base = {.n = 0}, trial = {.n = 0};

/* The values of choices, by whom, in order. */
struct chosen {
  uint16_t entity, value;
};
static LAB_ENGINE struct chosen chosen[PIECES_MAX] = {{.value = 0}};
static LAB_ENGINE uint32_t n_chosen = 0;
static LAB_ENGINE bool used[PIECES_MAX] = {false};

/* -- The strategy: the pieces of the trial, and then whoever ran last. -- */

static LAB_ENGINE uint32_t at = 0, taken_of_piece = 0;

static void begin(void) {
  at = taken_of_piece = 0;
  memset(used, 0, sizeof used);
}

static unsigned choose(const uint64_t *enabled) {
  unsigned only = lab_set_first(enabled);
  if (lab_set_after(enabled, only) == LAB_X_NOBODY) {
    if (at < trial.n && trial.all[at].entity == only)
      taken_of_piece++;
    return only;
  }
  for (; at < trial.n; at++, taken_of_piece = 0)
    if (taken_of_piece < trial.all[at].steps && lab_set_has(enabled, trial.all[at].entity)) {
      taken_of_piece++;
      return trial.all[at].entity;
    }
  unsigned last = lab_exec.depth ? lab_search.steps[lab_exec.depth - 1].entity : only;
  return lab_set_has(enabled, last) ? last : only;
}

static unsigned pick(unsigned n) {
  unsigned me = lab_entity_of(lab_exec.me->index);
  for (uint32_t c = 0; c < n_chosen; c++)
    if (!used[c] && chosen[c].entity == me) {
      used[c] = true;
      return chosen[c].value < n ? chosen[c].value : 0;
    }
  return 0;
}

static void taken(uint32_t depth) { (void)depth; }
static bool next(void) { return false; }

const struct lab_strategy lab_strategy_pieces = {"pieces", begin, choose, pick, taken, next};

/* -- Trials. -- */

static void append(struct pieces *pieces, struct piece piece) {
  struct piece *last = pieces->n ? &pieces->all[pieces->n - 1] : NULL;
  if (last && last->entity == piece.entity)
    last->steps += piece.steps;
  else if (pieces->n < PIECES_MAX)
    pieces->all[pieces->n++] = piece;
}

static void take_apart(struct lab_minimised schedule) {
  base.n = n_chosen = 0;
  for (uint32_t d = 0; d < schedule.depth; d++) {
    const struct lab_step *step = &schedule.steps[d];
    if (step->kind != LAB_OP_CHOOSE)
      append(&base, (struct piece){step->entity, 1});
    else if (n_chosen < PIECES_MAX)
      chosen[n_chosen++] = (struct chosen){step->entity, schedule.path[d]};
  }
}

/* The base without piece `from`, which joins piece `to` instead; to == from: it is left out. */
static void rearrange(uint32_t from, uint32_t to) {
  trial.n = 0;
  for (uint32_t p = 0; p < base.n; p++) {
    struct piece piece = base.all[p];
    if (p == from)
      continue;
    if (p == to)
      piece.steps += base.all[from].steps;
    append(&trial, piece);
  }
}

/* The nearest piece of the same entity after (step 1) or before (step -1) this one; itself if there is none. */
static uint32_t sibling(uint32_t piece, int step) {
  for (uint32_t p = piece + (uint32_t)step; p < base.n; p += (uint32_t)step)
    if (base.all[p].entity == base.all[piece].entity)
      return p;
  return piece;
}

void lab_minimise(struct lab_minimised (*schedule)(void), bool (*attempt)(bool *stop), uint32_t trials) {
  bool stop = false;
  take_apart(schedule());
  for (uint32_t piece = 0; piece < base.n && !stop;) {
    const uint32_t joins[] = {piece, sibling(piece, 1), sibling(piece, -1)};
    bool better = false;
    for (unsigned j = 0; j < sizeof joins / sizeof *joins && !better && !stop; j++) {
      if (j > 0 && joins[j] == piece)
        continue;
      if (trials-- == 0)
        return;
      rearrange(piece, joins[j]);
      better = attempt(&stop);
    }
    if (better)
      take_apart(schedule());
    piece = better ? 0 : piece + 1;
  }
}
