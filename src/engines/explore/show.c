/* SPDX-License-Identifier: MIT */
#include "engines/explore/show.h"
#include "engines/explore/buffer.h"
#include "engines/explore/program.h"
#include "engines/explore/search.h"
#include "engines/explore/trace.h"
#include <string.h>
#include <sys/mman.h>

LAB_ENGINE struct lab_show lab_show = {.n = 0};
static LAB_ENGINE const struct lab_step *open_step = NULL; /* the latest one, if it has not been performed yet */

/* What each actor holds so far. */
static LAB_ENGINE struct holding {
  uint32_t n;
  uintptr_t lock[LAB_SHOW_HELD];
} holding[LAB_X_ACTORS] = {{.n = 0}};

static bool is_access(const struct lab_step *s) { return s->kind >= LAB_OP_READ && s->kind <= LAB_OP_DRAIN; }

void lab_show_begin(void) {
  if (!lab_show.all)
    lab_show.all = mmap(NULL, 2 * (size_t)lab_search.max_steps * sizeof *lab_show.all, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  lab_show.n = 0;
  memset(holding, 0, sizeof holding);
  open_step = NULL;
}

static void note_watched(struct lab_shown *shown) {
  const struct lab_variant *v = &lab_program.variant;
  for (unsigned w = 0; v->file && w < v->n_watch; w++) {
    const char *at = (const char *)lab_program.state + v->watch[w].offset;
    memcpy(&shown->watched[w], at, v->watch[w].size < 8 ? v->watch[w].size : 8);
  }
}

static void note_pending(struct lab_shown *shown) {
  if (!lab_search.tso)
    return;
  const struct lab_actor *actor = &lab_exec.actors[lab_entity_actor(shown->step.entity)];
  const struct lab_store *entries = lab_buffer_entries(actor);
  shown->n_pending = actor->buffered;
  for (unsigned s = 0; s < actor->buffered && s < LAB_SHOW_PENDING; s++) {
    shown->pending[s].address = entries[s].address;
    shown->pending[s].length = entries[s].length;
    memcpy(&shown->pending[s].value, entries[s].bytes, 8);
  }
}

static void take_lock(struct holding *h, uintptr_t lock) {
  if (h->n < LAB_SHOW_HELD)
    h->lock[h->n++] = lock;
}

static void leave_lock(struct holding *h, uintptr_t lock) {
  for (uint32_t l = h->n; l-- > 0;)
    if (h->lock[l] == lock) {
      memmove(&h->lock[l], &h->lock[l + 1], (h->n - l - 1) * sizeof h->lock[0]);
      h->n--;
      return;
    }
}

static void note_held(struct lab_shown *shown) {
  const struct lab_step *s = &shown->step;
  struct holding *h = &holding[lab_entity_actor(s->entity)];
  bool locks =
      s->kind == LAB_OP_LOCK || s->kind == LAB_OP_TRYLOCK || s->kind == LAB_OP_RDLOCK || s->kind == LAB_OP_TRYRDLOCK;
  if (locks && !(s->flags & LAB_OPF_FAILED))
    take_lock(h, s->address);
  if (s->kind == LAB_OP_UNLOCK || s->kind == LAB_OP_RDUNLOCK)
    leave_lock(h, s->address);
  shown->n_held = h->n;
  memcpy(shown->held, h->lock, sizeof shown->held);
}

static void close_step(void) {
  if (!open_step)
    return;
  struct lab_shown *shown = &lab_show.all[lab_show.n - 1];
  shown->step.child = open_step->child; /* whom it created, it knows by now */
  if (is_access(&shown->step) && !shown->buffered)
    shown->after = lab_trace_value(shown->step.address, shown->step.length);
  note_watched(shown);
  note_held(shown);
  note_pending(shown);
  open_step = NULL;
}

static int32_t source_of(const struct lab_step *step) {
  for (uint32_t i = lab_show.n; i-- > 0;) {
    const struct lab_shown *w = &lab_show.all[i];
    bool mine = w->buffered && w->step.entity == step->entity;
    if (!(w->step.flags & LAB_OPF_WRITE) || (w->buffered && !mine) || (w->step.flags & LAB_OPF_FAILED))
      continue;
    if (w->step.address < step->address + step->length && step->address < w->step.address + w->step.length)
      return (int32_t)i;
  }
  return -1;
}

static uint32_t count_waiters(const struct lab_step *step) {
  uint32_t n = 0;
  if (step->kind != LAB_OP_SIGNAL && step->kind != LAB_OP_BROADCAST)
    return 0;
  for (uint32_t a = 0; a < lab_exec.n_actors; a++)
    n += lab_exec.actors[a].state == LAB_ACTOR_ALIVE && lab_exec.actors[a].queued == step->address;
  return n;
}

static struct lab_shown *append(const struct lab_step *step) {
  struct lab_shown *shown = &lab_show.all[lab_show.n];
  memset(shown, 0, sizeof *shown);
  shown->step = *step;
  shown->from = is_access(step) && (step->flags & LAB_OPF_READ) ? source_of(step) : -1;
  shown->waiters = count_waiters(step);
  lab_show.n++;
  return shown;
}

void lab_show_step(const struct lab_step *step) {
  close_step();
  struct lab_shown *shown = append(step);
  open_step = step;
  if (lab_search.tso && step->kind == LAB_OP_READ && step->length <= 8) {
    shown->step.before = 0;
    lab_buffer_see(&lab_exec.actors[lab_entity_actor(step->entity)], step->address, step->length, &shown->step.before);
  }
}

void lab_show_store(const struct lab_actor *actor, const struct lab_store *store) {
  close_step();
  struct lab_step step = {.entity = (uint16_t)lab_entity_of(actor->index),
                          .kind = LAB_OP_WRITE,
                          .flags = (uint8_t)(store->flags | LAB_OPF_WRITE),
                          .length = store->length,
                          .address = store->address,
                          .pc = store->pc,
                          .hooks = store->hooks};
  step.before = lab_trace_value(store->address, store->length);
  struct lab_shown *shown = append(&step);
  shown->buffered = true;
  memcpy(&shown->after, store->bytes, store->length < 8 ? store->length : 8);
  note_watched(shown);
  note_held(shown);
  note_pending(shown);
}

void lab_show_end(void) { close_step(); }
