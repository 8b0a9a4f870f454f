/* SPDX-License-Identifier: MIT */
#include "engines/explore/depend.h"

enum object { NOTHING, MEMORY, LOCK, COND, SEMAPHORE, BARRIER, PROCESS };

static const uint8_t object_of[LAB_OP_KINDS] = {
    [LAB_OP_READ] = MEMORY,
    [LAB_OP_WRITE] = MEMORY,
    [LAB_OP_RMW] = MEMORY,
    [LAB_OP_CAS] = MEMORY,
    [LAB_OP_FREE] = MEMORY,
    [LAB_OP_DRAIN] = MEMORY,
    [LAB_OP_LOCK] = LOCK,
    [LAB_OP_TRYLOCK] = LOCK,
    [LAB_OP_UNLOCK] = LOCK,
    [LAB_OP_RDLOCK] = LOCK,
    [LAB_OP_TRYRDLOCK] = LOCK,
    [LAB_OP_RDUNLOCK] = LOCK,
    [LAB_OP_DESTROY] = LOCK,
    [LAB_OP_ENQUEUE] = COND,
    [LAB_OP_SIGNAL] = COND,
    [LAB_OP_BROADCAST] = COND,
    [LAB_OP_TIMEOUT] = COND,
    [LAB_OP_SEM_WAIT] = SEMAPHORE,
    [LAB_OP_SEM_TRYWAIT] = SEMAPHORE,
    [LAB_OP_SEM_POST] = SEMAPHORE,
    [LAB_OP_SEM_VALUE] = SEMAPHORE,
    [LAB_OP_ARRIVE] = BARRIER,
    [LAB_OP_EXIT] = PROCESS,
};

static bool writes(const struct lab_step *s) {
  return (s->flags & LAB_OPF_WRITE) && !(s->kind == LAB_OP_CAS && (s->flags & LAB_OPF_FAILED));
}

static bool overlap(const struct lab_step *a, const struct lab_step *b) {
  return a->address < b->address + b->length && b->address < a->address + a->length;
}

static bool is_release(const struct lab_step *s) { return s->kind == LAB_OP_UNLOCK || s->kind == LAB_OP_RDUNLOCK; }

static bool is_try(const struct lab_step *s) { return s->kind == LAB_OP_TRYLOCK || s->kind == LAB_OP_TRYRDLOCK; }

static bool is_reader(const struct lab_step *s) {
  return s->kind == LAB_OP_RDLOCK || s->kind == LAB_OP_TRYRDLOCK || s->kind == LAB_OP_RDUNLOCK;
}

static enum lab_relation depend_locks(const struct lab_step *e, const struct lab_step *p) {
  if (e->kind == LAB_OP_DESTROY || p->kind == LAB_OP_DESTROY)
    return LAB_RACE;
  if (is_reader(e) && is_reader(p))
    return LAB_COMMUTE;
  bool failed = is_try(e) && (e->flags & LAB_OPF_FAILED);
  if (is_try(p)) /* always enabled */
    return failed ? LAB_COMMUTE : LAB_RACE;
  if (is_release(p))
    return LAB_RACE; /* by another than the owner, or after a trylock that it made fail */
  if (is_release(e))
    return LAB_ORDER;
  return failed ? LAB_COMMUTE : LAB_RACE;
}

static enum lab_relation depend_conditions(const struct lab_step *e, const struct lab_step *p) {
  bool waits = e->kind == LAB_OP_ENQUEUE || e->kind == LAB_OP_TIMEOUT;
  bool p_waits = p->kind == LAB_OP_ENQUEUE || p->kind == LAB_OP_TIMEOUT;
  return waits && p_waits ? LAB_COMMUTE : LAB_RACE;
}

/*
 * Posts commute.  A wait that found more than one could have come before any one of the posts that it came after,
 * though not before all; one that found just one needed them all, unless a later post comes first.  Before a look that
 * found nothing it could not have gone on.  Otherwise waits compete.
 */
static enum lab_relation depend_semaphores(const struct lab_step *e, const struct lab_step *p) {
  bool posts = e->kind == LAB_OP_SEM_POST;
  if (posts && p->kind == LAB_OP_SEM_POST)
    return LAB_COMMUTE;
  if (p->kind != LAB_OP_SEM_WAIT)
    return LAB_RACE;
  if (posts)
    return p->before > 1 ? LAB_RACE : LAB_ORDER;
  return e->before == 0 ? LAB_COMMUTE : LAB_RACE;
}

enum lab_relation lab_depend(const struct lab_step *e, const struct lab_step *p) {
  enum object a = object_of[e->kind], b = object_of[p->kind];
  if (a == MEMORY && b == MEMORY)
    return overlap(e, p) && (writes(e) || writes(p)) ? LAB_RACE : LAB_COMMUTE;
  if (a == PROCESS || b == PROCESS)
    return LAB_RACE;
  if (a != b || a == NOTHING || e->address != p->address)
    return LAB_COMMUTE;
  switch (a) {
  case LOCK: return depend_locks(e, p);
  case COND: return depend_conditions(e, p);
  case SEMAPHORE: return depend_semaphores(e, p);
  default: return LAB_RACE;
  }
}
