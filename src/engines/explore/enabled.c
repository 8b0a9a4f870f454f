/* SPDX-License-Identifier: MIT */
#include "engines/explore/enabled.h"
#include "engines/explore/model.h"
#include "engines/explore/search.h"
#include "engines/explore/spin.h"
#include <string.h>

static bool lock_is_free(uintptr_t address, uint64_t type, bool for_reading) {
  if (type == LAB_LOCK_RW) {
    const struct lab_rwlock *lock = (const struct lab_rwlock *)address;
    return lock->writer == 0 && (for_reading || lock->readers == 0);
  }
  if (type == LAB_LOCK_SPIN)
    return *(const int *)address == 0;
  if (type == LAB_LOCK_ONCE)
    return *(const uint32_t *)address == 0 || *(const uint32_t *)address == 0x40000000u;
  const struct lab_mutex *mutex = (const struct lab_mutex *)address;
  return mutex->owner == 0;
}

/* Of those who sleep, the one that is to wake up first. */
static bool wakes_first(const struct lab_op *op) {
  for (unsigned a = 0; a < lab_exec.n_actors; a++) {
    const struct lab_actor *other = &lab_exec.actors[a];
    if (other->state == LAB_ACTOR_ALIVE && other->op.kind == LAB_OP_SLEEP && other->op.arg < op->arg)
      return false;
  }
  return true;
}

static bool is_enabled(const struct lab_actor *actor) {
  const struct lab_op *op = &actor->op;
  if ((op->flags & LAB_OPF_DRAINS) && actor->buffered)
    return false;
  switch (op->kind) {
  case LAB_OP_LOCK: return lock_is_free(op->address, op->arg2, false);
  case LAB_OP_RDLOCK: return lock_is_free(op->address, op->arg2, true);
  case LAB_OP_SEM_WAIT: return ((const struct lab_sem *)op->address)->value > 0;
  case LAB_OP_JOIN: return lab_exec.actors[op->arg].state >= LAB_ACTOR_DONE; /* joined: that is misuse */
  case LAB_OP_SLEEP: return wakes_first(op);
  case LAB_OP_AWAIT: return lab_task_awaited_is_over((const struct lab_awaited *)(uintptr_t)op->arg);
  case LAB_OP_TASK_LOCK: return *(const uintptr_t *)op->address == (uintptr_t)actor;
  case LAB_OP_WAITING:
  case LAB_OP_HELD: return false;
  default: return true;
  }
}

bool lab_enabled_would_fail(const struct lab_op *op) {
  uint64_t now = 0;
  switch (op->kind) {
  case LAB_OP_TRYLOCK: return !lock_is_free(op->address, op->arg2, false);
  case LAB_OP_TRYRDLOCK: return !lock_is_free(op->address, op->arg2, true);
  case LAB_OP_SEM_TRYWAIT: return ((const struct lab_sem *)op->address)->value == 0;
  case LAB_OP_CAS:
    if (op->length > sizeof now)
      return memcmp((const void *)op->address, (const void *)(uintptr_t)op->arg, op->length) != 0;
    memcpy(&now, (const void *)op->address, op->length);
    return now != op->arg;
  default: return false;
  }
}

static unsigned collect_inspected(uint64_t *enabled, const uint64_t *inspected) {
  unsigned local = LAB_X_NOBODY;
  for (unsigned a = lab_set_first(inspected); a != LAB_X_NOBODY; a = lab_set_after(inspected, a)) {
    const struct lab_actor *actor = &lab_exec.actors[a];
    if (lab_set_has(lab_exec.spun, a) || !is_enabled(actor)) {
      lab_set_remove(enabled, lab_entity_of(a));
      continue;
    }
    if ((actor->op.flags & LAB_OPF_LOCAL) && local == LAB_X_NOBODY)
      local = lab_entity_of(a);
  }
  return local;
}

static void add_buffers(uint64_t *enabled) {
  for (unsigned a = 0; a < lab_exec.n_actors; a++)
    if (lab_exec.actors[a].buffered)
      lab_set_add(enabled, lab_entity_buffer(a));
}

unsigned lab_enabled_collect(uint64_t *enabled) {
  uint64_t inspected[LAB_X_WORDS], any = 0;
  for (uint32_t w = 0; w < lab_search.words; w++) {
    inspected[w] = (lab_exec.conditional[w] | lab_exec.spun[w]) & lab_exec.alive[w];
    any |= inspected[w];
    enabled[w] = lab_search.tso ? 0 : lab_exec.alive[w];
  }
  if (lab_search.tso) {
    for (unsigned a = lab_set_first(lab_exec.alive); a != LAB_X_NOBODY; a = lab_set_after(lab_exec.alive, a))
      lab_set_add(enabled, lab_entity_of(a));
    add_buffers(enabled);
  }
  return any ? collect_inspected(enabled, inspected) : LAB_X_NOBODY;
}
