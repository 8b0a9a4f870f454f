/* SPDX-License-Identifier: MIT */
#include "engines/explore/trace.h"
#include "engines/explore/buffer.h"
#include "engines/explore/enabled.h"
#include "engines/explore/model.h"
#include "engines/explore/races.h"
#include "engines/explore/search.h"
#include "engines/explore/spin.h"
#include <string.h>

enum { RUN = 1000 }; /* steps of one actor in a row */

uint64_t lab_trace_value(uintptr_t address, uint32_t length) {
  uint64_t value = 0;
  switch (length) {
  case 8: memcpy(&value, (const void *)address, 8); return value;
  case 4: return *(const uint32_t *)address;
  default: break;
  }
  if (length <= sizeof value) {
    memcpy(&value, (const void *)address, length);
    return value;
  }
  const unsigned char *byte = (const unsigned char *)address;
  for (uint32_t b = 0; b < length; b++)
    value = (value ^ byte[b]) * 0x100000001b3u;
  return value;
}

static bool reads_memory(unsigned kind) { return kind >= LAB_OP_READ && kind <= LAB_OP_DRAIN; }

/* What a step on a synchronization object finds there: who holds it, or how many. */
static uint64_t object_value(const struct lab_step *step) {
  if (step->address == 0)
    return 0;
  bool lock = step->kind == LAB_OP_LOCK || step->kind == LAB_OP_TRYLOCK || step->kind == LAB_OP_RDLOCK ||
              step->kind == LAB_OP_TRYRDLOCK;
  if (lock && step->spare == LAB_LOCK_MUTEX)
    return ((const struct lab_mutex *)step->address)->owner;
  if (lock && step->spare == LAB_LOCK_RW) {
    const struct lab_rwlock *rw = (const struct lab_rwlock *)step->address;
    return (uint64_t)rw->writer << 32 | rw->readers;
  }
  return *(const uint32_t *)step->address;
}

/* An actor whose store buffer holds stores reads those first. */
static uint64_t value_read(const struct lab_step *step) {
  const struct lab_actor *actor = &lab_exec.actors[lab_entity_actor(step->entity)];
  uint64_t seen[LAB_STORE_BYTES / sizeof(uint64_t)] = {0};
  if (!lab_search.tso || step->kind != LAB_OP_READ || !actor->buffered || step->length > sizeof seen)
    return lab_trace_value(step->address, step->length);
  lab_buffer_see(actor, step->address, step->length, seen);
  return lab_trace_value((uintptr_t)seen, step->length);
}

uint64_t lab_trace_seen(const struct lab_step *step) {
  return reads_memory(step->kind) ? value_read(step) : object_value(step);
}

static void fill_buffer_step(struct lab_step *step, const struct lab_actor *actor) {
  const struct lab_store *store = lab_buffer_oldest(actor);
  step->kind = LAB_OP_DRAIN;
  step->flags = LAB_OPF_WRITE | (store->flags & (LAB_OPF_ATOMIC | LAB_OPF_VOLATILE));
  step->order = store->order;
  step->length = store->length;
  step->address = store->address;
  step->pc = store->pc;
  step->prev = actor->drained;
  step->cause = store->after;
  step->cause2 = -1;
  step->hooks = store->hooks;
  step->local = 0;
  memcpy(&step->arg, store->bytes, sizeof step->arg);
}

void lab_trace_fill(struct lab_step *step, unsigned entity) {
  const struct lab_actor *actor = &lab_exec.actors[lab_entity_actor(entity)];
  step->entity = (uint16_t)entity;
  step->before = 0;
  if (lab_entity_is_buffer(entity)) {
    fill_buffer_step(step, actor);
  } else {
    const struct lab_op *op = &actor->op;
    memcpy(&step->kind, &op->kind, 4);
    step->spare = (uint8_t)op->arg2; /* the type of a lock */
    step->length = op->length;
    step->address = op->address;
    step->pc = op->pc;
    step->arg = op->arg;
    step->prev = actor->last;
    step->cause = actor->last < 0 ? actor->birth : actor->woken > actor->last ? actor->woken : -1;
    step->cause2 = -1;
    step->hooks = actor->hooks;
    step->writes = actor->writes;
    if (op->kind == LAB_OP_JOIN) {
      step->child = (uint16_t)op->arg;
      step->cause2 =
          lab_exec.actors[op->arg].last >= 0 ? lab_exec.actors[op->arg].last : lab_exec.actors[op->arg].birth;
    } else if ((op->flags & LAB_OPF_DRAINS) && actor->drained >= 0) {
      step->cause2 = actor->drained;
    }
  }
  if (step->kind == LAB_OP_SEM_WAIT)
    step->before = lab_trace_seen(step);
  step->seq = step->prev < 0 ? 1 : lab_search.steps[step->prev].seq + 1;
}

/* Writes down the step at the current depth. */
static void record(unsigned entity) {
  uint32_t depth = lab_exec.depth;
  struct lab_step *step = &lab_search.steps[depth];
  const struct lab_actor *actor = &lab_exec.actors[lab_entity_actor(entity)];
  lab_search.path[depth] = (uint16_t)entity;
  lab_trace_fill(step, entity);
  step->before = lab_trace_seen(step);
  if (!lab_entity_is_buffer(entity))
    step->local = lab_spin_local(actor);
  if (step->kind == LAB_OP_CAS || step->kind == LAB_OP_TRYLOCK || step->kind == LAB_OP_TRYRDLOCK ||
      step->kind == LAB_OP_SEM_TRYWAIT)
    step->flags |= lab_enabled_would_fail(&actor->op) ? LAB_OPF_FAILED : 0;
}

void lab_trace_verify(unsigned entity) {
  const struct lab_step *then = &lab_search.steps[lab_exec.depth];
  struct lab_step now = {.kind = LAB_OP_NONE};
  lab_trace_fill(&now, entity);
  bool looks = now.kind != LAB_OP_WRITE && now.kind != LAB_OP_FREE; /* fresh stacks hold anything; it is not read */
  if (now.kind != then->kind || now.address != then->address || now.pc != then->pc || now.hooks != then->hooks ||
      (looks && lab_trace_seen(&now) != then->before))
    lab_search.differs = true;
}

static unsigned stop(enum lab_end end) {
  lab_exec.end = (uint8_t)end;
  return LAB_STOP;
}

/* Nobody can go on. */
static unsigned stop_blocked(void) {
  if (lab_exec.n_alive == 0)
    return stop(LAB_END_DONE);
  return stop(lab_set_empty(lab_exec.spun) ? LAB_END_DEADLOCK : LAB_END_LIVELOCK);
}

/* Returns true if a loop turned in vain and could go on now. */
static bool update_spinners(bool first) {
  if (first)
    lab_spin_restore(lab_exec.depth);
  const struct lab_actor *me = lab_exec.me;
  bool futile = me->state == LAB_ACTOR_ALIVE && lab_spin_check(me);
  if (!lab_set_empty(lab_exec.spun) && lab_spin_release())
    futile = true;
  return futile;
}

/* Has whoever announces now taken a step of its section?  All of what a task does is one, between awaiting. */
static bool is_in_atomic_section(void) {
  const struct lab_actor *me = lab_exec.me;
  if (me == &lab_exec.harness) /* no entity of the sets */
    return false;
  if (lab_search.cooperative)
    return me->op.kind < LAB_OP_TURN;
  return me->atomic && me->last >= (int32_t)me->atomic_since;
}

static void take(uint32_t depth) {
  lab_search.strategy->taken(depth);
  if (!lab_search.every_access)
    lab_races_note(depth);
}

/* Has it run for so long that others should have a turn, whatever it does? */
static bool runs_long(const struct lab_actor *me) {
  int32_t since = (int32_t)lab_exec.depth - RUN;
  if (since < 0)
    return false;
  for (uint32_t a = 0; a < lab_exec.n_actors; a++)
    if (lab_exec.actors[a].last >= since && a != me->index)
      return false;
  return true;
}

/* Does the running actor stand aside for others, or even wait for them? */
static void note_restless(uint64_t *enabled) {
  const struct lab_actor *me = lab_exec.me;
  const unsigned entity = lab_entity_of(me->index);
  lab_search.restless = lab_search.runs_long = false;
  if (me->state != LAB_ACTOR_ALIVE || lab_search.cooperative || !lab_set_has(enabled, entity))
    return;
  lab_set_remove(enabled, entity);
  if (!lab_set_empty(enabled)) {
    const int turns = lab_spin_turns(me);
    lab_search.runs_long = runs_long(me);
    lab_search.restless = turns >= LAB_SPIN_FEW || me->yielded == me->last + 1 || lab_search.runs_long;
    if (turns >= LAB_SPIN_TURNS && !lab_search.every_access) {
      lab_search.bounded = true;
      lab_search.limits |= LAB_LIMIT_TURNS;
      return;
    }
  }
  lab_set_add(enabled, entity);
}

unsigned lab_trace_extend(void) {
  uint32_t depth = lab_exec.depth;
  if (depth >= lab_search.max_steps)
    return stop(LAB_END_STEPS);
  if (lab_search.abandon)
    return stop(LAB_END_BOUND);
  if (update_spinners(depth == lab_search.replay_end) && lab_search.prunes)
    return stop(LAB_END_FUTILE);
  uint64_t enabled[LAB_X_WORDS];
  unsigned local = lab_enabled_collect(enabled);
  lab_search.glued =
      local == LAB_X_NOBODY && is_in_atomic_section() && lab_set_has(enabled, lab_entity_of(lab_exec.me->index));
  if (lab_search.glued)
    local = lab_entity_of(lab_exec.me->index);
  if (local != LAB_X_NOBODY) { /* commutes with everything, or is to go on: no other choice */
    memset(enabled, 0, lab_search.words * sizeof *enabled);
    lab_set_add(enabled, local);
  }
  if (lab_set_empty(enabled))
    return stop_blocked();
  note_restless(enabled);
  unsigned next = lab_search.strategy->choose(enabled);
  if (next == LAB_STOP)
    return next;
  record(next);
  take(depth);
  return next;
}

unsigned lab_trace_extend_choice(unsigned n, uintptr_t pc) {
  uint32_t depth = lab_exec.depth;
  if (depth >= lab_search.max_steps)
    return stop(LAB_END_STEPS);
  if (depth == lab_search.replay_end)
    lab_spin_restore(depth);
  struct lab_actor *me = lab_exec.me;
  unsigned value = lab_search.strategy->pick(n);
  if (value == LAB_STOP)
    return value;
  struct lab_op kept = me->op;
  me->op = (struct lab_op){.kind = LAB_OP_CHOOSE, .flags = LAB_OPF_LOCAL, .length = n, .pc = pc, .arg = value};
  record(lab_entity_of(me->index));
  me->op = kept;
  lab_search.path[depth] = (uint16_t)value;
  take(depth);
  return value;
}
