/* SPDX-License-Identifier: MIT */
#include "engines/explore/spin.h"
#include "engines/explore/arena.h"
#include "engines/explore/search.h"
#include "engines/explore/trace.h"
#include <string.h>

/* Found in this order; the first ones stay true when the search goes back. */
struct found {
  uint16_t actor;
  uint32_t depth;
};
static LAB_ENGINE struct found found[LAB_X_ACTORS] = {{.depth = 0}};
static LAB_ENGINE uint32_t n_found = 0;
LAB_ENGINE struct lab_spin_loop lab_spin_futile = {.from = -1};

/* Places in the code that may be in a loop that waits, as a set of hashes of their pc. */
static LAB_ENGINE uint64_t loops[64] = {0};

static unsigned loop_hash(uintptr_t pc) { return (unsigned)((pc * UINT64_C(0x9e3779b97f4a7c15)) >> 52); }

static bool is_in_loop(uintptr_t pc) { return loops[loop_hash(pc) >> 6] >> (loop_hash(pc) & 63u) & 1u; }

static void note_loop(uintptr_t pc) {
  loops[loop_hash(pc) >> 6] |= UINT64_C(1) << (loop_hash(pc) & 63u);
  lab_search.restart = true;
}

/* Were the registers noted for the announced operation?  Only the hooks of single accesses do (hooks.h). */
static bool knows_registers(const struct lab_actor *actor) {
  return actor->op.kind >= LAB_OP_READ && actor->op.kind <= LAB_OP_CAS && actor->registers;
}

uint64_t lab_spin_local(const struct lab_actor *actor) {
  if (!is_in_loop(actor->op.pc))
    return 0;
  uintptr_t top = (uintptr_t)lab_arena_slot(actor->index) + LAB_STACK_SIZE;
  uint64_t a = 0x9e3779b97f4a7c15u ^ (knows_registers(actor) ? actor->registers : 0), b = actor->op.frame;
  if (actor->op.frame < top - LAB_STACK_SIZE || actor->op.frame >= top)
    return 0;
  const uint64_t *word = (const uint64_t *)(actor->op.frame & ~(uintptr_t)7), *end = (const uint64_t *)top;
  for (; word + 1 < end; word += 2) {
    a = (a ^ word[0]) * 0xff51afd7ed558ccdu;
    b = (b ^ word[1]) * 0xc4ceb9fe1a85ec53u;
    a ^= a >> 29;
    b ^= b >> 31;
  }
  return (a ^ (b << 1)) | 1u;
}

static bool is_lock(const struct lab_step *step) {
  return step->kind == LAB_OP_LOCK || step->kind == LAB_OP_RDLOCK || step->kind == LAB_OP_UNLOCK ||
         step->kind == LAB_OP_RDUNLOCK;
}

/*
 * May this step be part of a loop that changes nothing?  Locking and unlocking may, if the loop leaves as many locks
 * as it found: *held counts those that it unlocks before (going backwards) it has locked them.
 */
static bool is_pure(const struct lab_step *step, int *held) {
  switch (step->kind) {
  case LAB_OP_READ:
  case LAB_OP_FENCE:
  case LAB_OP_ENQUEUE: /* for lab_spin_turns alone: the lock that follows a wait is one too many for find_loop */
  case LAB_OP_TIMEOUT:
  case LAB_OP_TURN: return true;
  case LAB_OP_UNLOCK:
  case LAB_OP_RDUNLOCK: ++*held; return true;
  case LAB_OP_LOCK:
  case LAB_OP_RDLOCK: --*held; return *held >= 0;
  case LAB_OP_CAS: return step->flags & LAB_OPF_FAILED;
  case LAB_OP_TRYLOCK:
  case LAB_OP_TRYRDLOCK:
    if (!(step->flags & LAB_OPF_FAILED))
      --*held;
    return *held >= 0;
  case LAB_OP_SEM_TRYWAIT: return step->flags & LAB_OPF_FAILED;
  case LAB_OP_RMW: return step->flags & LAB_OPF_SILENT;
  default: return false;
  }
}

static bool may_spin(const struct lab_op *op) {
  return op->kind == LAB_OP_READ || op->kind == LAB_OP_CAS || op->kind == LAB_OP_RMW || op->kind == LAB_OP_LOCK ||
         op->kind == LAB_OP_TRYLOCK || op->kind == LAB_OP_TRYRDLOCK || op->kind == LAB_OP_SEM_TRYWAIT;
}

/* Is the value that the step read still there? */
static bool is_unchanged(const struct lab_step *step) { return is_lock(step) || lab_trace_seen(step) == step->before; }

enum loop { NO_LOOP, UNCHANGED, CHANGED };
enum { FAR = 2048 }; /* steps that are looked at to see whether there is a loop */

/* Is every value that the actor read from this step on still there? */
static bool all_unchanged(const struct lab_actor *actor, int32_t from) {
  for (int32_t i = actor->last; i >= from; i = lab_search.steps[i].prev)
    if (!is_unchanged(&lab_search.steps[i]))
      return false;
  return true;
}

/*
 * Did the actor do the same, and read the same, in the turn before the one that began at this step?  Registers that are
 * not known may hold what an expression has read: after two such turns they hold the same as after one.
 */
static bool is_repeated(const struct lab_actor *actor, int32_t from) {
  int32_t before = lab_search.steps[from].prev;
  for (int32_t i = actor->last; before >= 0; i = lab_search.steps[i].prev) {
    const struct lab_step *late = &lab_search.steps[i], *early = &lab_search.steps[before];
    if (late->kind != early->kind || late->flags != early->flags || late->pc != early->pc ||
        late->address != early->address || late->before != early->before || late->writes != early->writes)
      return false;
    if (i == from)
      return true;
    before = early->prev;
  }
  return false;
}

/*
 * Is the announced operation where the actor was before, in the same local state, after steps that only read?  Then
 * CHANGED if a value that it read is not there any more.
 */
static enum loop find_loop(const struct lab_actor *actor) {
  const struct lab_op *op = &actor->op;
  uint64_t local = 0; /* not worked out yet */
  int held = 0, turns = 0;
  lab_spin_futile.actor = actor->index;
  for (int32_t i = actor->last; i >= 0 && turns < LAB_SPIN_TURNS; i = lab_search.steps[i].prev) {
    const struct lab_step *step = &lab_search.steps[i];
    if (!is_pure(step, &held) || step->writes != actor->writes)
      return NO_LOOP;
    if (step->pc != op->pc || step->address != op->address || held != 0)
      continue;
    turns++;
    if (!is_in_loop(op->pc))
      note_loop(op->pc);
    local = local ? local : lab_spin_local(actor);
    if (!step->local || step->local != local || !(knows_registers(actor) || is_repeated(actor, i)))
      continue;
    lab_spin_futile.from = i;
    return all_unchanged(actor, i) ? UNCHANGED : CHANGED;
  }
  return NO_LOOP;
}

int lab_spin_turns(const struct lab_actor *actor) {
  const struct lab_op *op = &actor->op;
  int turns = 0, held = FAR, far = 0;
  if (!may_spin(op))
    return 0;
  for (int32_t i = actor->last; i >= 0 && turns < LAB_SPIN_TURNS && far < FAR; i = lab_search.steps[i].prev, far++) {
    if (!is_pure(&lab_search.steps[i], &held))
      break;
    turns += lab_search.steps[i].pc == op->pc && lab_search.steps[i].address == op->address;
  }
  return turns;
}

bool lab_spin_check(const struct lab_actor *actor) {
  if (!may_spin(&actor->op) || actor->last < 0)
    return false;
  enum loop loop = find_loop(actor);
  if (loop == UNCHANGED && n_found < LAB_X_ACTORS) {
    lab_set_add(lab_exec.spun, actor->index);
    found[n_found++] = (struct found){actor->index, lab_exec.depth};
  }
  return loop == CHANGED;
}

bool lab_spin_release(void) {
  bool any = false;
  struct lab_spin_loop released = lab_spin_futile;
  for (unsigned a = lab_set_first(lab_exec.spun); a != LAB_X_NOBODY; a = lab_set_after(lab_exec.spun, a)) {
    if (find_loop(&lab_exec.actors[a]) == UNCHANGED)
      continue;
    lab_set_remove(lab_exec.spun, a);
    released = lab_spin_futile;
    any = true;
  }
  lab_spin_futile = released;
  return any;
}

void lab_spin_restore(uint32_t depth) {
  uint32_t kept = 0;
  for (uint32_t f = 0; f < n_found; f++) {
    if (found[f].depth >= depth)
      break;
    lab_set_add(lab_exec.spun, found[f].actor);
    kept++;
  }
  n_found = kept;
}
