/* SPDX-License-Identifier: MIT */
#include "engines/explore/blocked.h"
#include "engines/explore/model.h"
#include <string.h>

LAB_ENGINE struct lab_deadlocks lab_deadlocks = {.n = 0};

static unsigned holder_of(const struct lab_op *op) {
  if (op->kind == LAB_OP_JOIN)
    return (unsigned)op->arg + 1;
  if (op->kind != LAB_OP_LOCK && op->kind != LAB_OP_RDLOCK)
    return 0;
  if (op->arg2 == LAB_LOCK_RW)
    return ((const struct lab_rwlock *)op->address)->writer;
  return op->arg2 == LAB_LOCK_MUTEX ? ((const struct lab_mutex *)op->address)->owner : *(const uint32_t *)op->address;
}

unsigned lab_blocked_collect(struct lab_blocked *all, unsigned room) {
  unsigned n = 0;
  for (unsigned a = 0; a < lab_exec.n_actors && n < room; a++) {
    const struct lab_actor *actor = &lab_exec.actors[a];
    if (actor->state != LAB_ACTOR_ALIVE)
      continue;
    struct lab_blocked *blocked = &all[n++];
    memset(blocked, 0, sizeof *blocked); /* compared as bytes */
    blocked->actor = (uint16_t)a;
    blocked->holder = (uint16_t)holder_of(&actor->op);
    blocked->kind = actor->op.kind;
    blocked->pc = actor->op.pc;
    blocked->address = actor->op.address;
  }
  return n;
}

void lab_deadlocks_clear(void) { lab_deadlocks.n = lab_deadlocks.dropped = 0; }

void lab_deadlocks_note(void) {
  struct lab_blocked now[LAB_DEADLOCK_ACTORS];
  unsigned n = lab_blocked_collect(now, LAB_DEADLOCK_ACTORS);
  for (unsigned d = 0; d < lab_deadlocks.n; d++)
    if (lab_deadlocks.all[d].n == n && memcmp(lab_deadlocks.all[d].blocked, now, n * sizeof *now) == 0) {
      lab_deadlocks.all[d].executions++;
      return;
    }
  if (lab_deadlocks.n == LAB_DEADLOCKS_MAX) {
    lab_deadlocks.dropped++;
    return;
  }
  struct lab_deadlock *fresh = &lab_deadlocks.all[lab_deadlocks.n++];
  fresh->executions = 1;
  fresh->n = n;
  memcpy(fresh->blocked, now, n * sizeof *now);
}
