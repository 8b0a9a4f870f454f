/* SPDX-License-Identifier: MIT */
#include "engines/explore/checkpoint.h"
#include "engines/explore/arena.h"
#include "engines/explore/heap.h"
#include "engines/explore/image.h"
#include "engines/explore/search.h"
#include <string.h>
#include <sys/mman.h>

enum { SPACING = 3, KEPT = 32, ROOM = 64 * 1024, PIECES = 64 };

/* A stretch of memory and its copy. */
struct piece {
  char *at;
  uint32_t length, offset;
};

struct checkpoint {
  uint32_t depth, n_pieces, used;
  struct piece pieces[PIECES];
};

static LAB_ENGINE struct checkpoint checkpoints[KEPT] = {{.depth = 0}};
static LAB_ENGINE char (*rooms)[ROOM] = NULL;
static LAB_ENGINE uint32_t n_checkpoints = 0;
static LAB_ENGINE uint32_t too_large = UINT32_MAX; /* at this depth an execution did not fit */

void lab_checkpoint_drop_all(void) {
  n_checkpoints = 0;
  too_large = UINT32_MAX;
}

bool lab_checkpoint_due(uint32_t depth) {
  if (depth != lab_search.replay_end || !lab_search.checkpoints || depth >= too_large || n_checkpoints == KEPT)
    return false;
  return depth >= SPACING && (n_checkpoints == 0 || depth >= checkpoints[n_checkpoints - 1].depth + SPACING);
}

static bool add(struct checkpoint *c, char *at, size_t length) {
  if (length == 0)
    return true;
  if (c->n_pieces == PIECES || c->used + length > ROOM)
    return false;
  memcpy(rooms[c - checkpoints] + c->used, at, length);
  c->pieces[c->n_pieces++] = (struct piece){at, (uint32_t)length, c->used};
  c->used += (uint32_t)length;
  return true;
}

/* The heap and stack of one actor. */
static bool add_actor(struct checkpoint *c, const struct lab_actor *actor) {
  char *heap = lab_arena_heap(actor->index), *top = heap; /* the stack ends where the heap begins */
  bool has_stack = actor == lab_exec.me || (actor->state != LAB_ACTOR_DONE && actor->state != LAB_ACTOR_JOINED);
  if (has_stack && !add(c, actor->sp, (size_t)(top - (char *)actor->sp)))
    return false;
  if (actor->heap == heap)
    return true;
  uint8_t *life = lab_arena.life + (((uintptr_t)heap - LAB_ARENA_BASE) >> LAB_GRANULE_SHIFT);
  return add(c, heap, (size_t)(actor->heap - heap)) &&
         add(c, (char *)life, (size_t)(actor->heap - heap) >> LAB_GRANULE_SHIFT);
}

static bool add_run(void *context, char *at, uint32_t length) { return add(context, at, length); }

static bool add_all(struct checkpoint *c) {
  if (lab_exec.overflow != (char *)LAB_OVERFLOW_BASE)
    return false;
  if (!add(c, (char *)&lab_exec, offsetof(struct lab_exec, actors) + lab_exec.n_actors * sizeof(struct lab_actor)) ||
      !add(c, (char *)lab_exec.keys, lab_exec.n_keys * sizeof lab_exec.keys[0]) || !lab_image_each(add_run, c) ||
      !add_actor(c, &lab_exec.harness))
    return false;
  for (uint32_t a = 0; a < lab_exec.n_actors; a++)
    if (!add_actor(c, &lab_exec.actors[a]))
      return false;
  return true;
}

void lab_checkpoint_take(void) {
  if (!rooms)
    rooms = mmap(NULL, KEPT * sizeof *rooms, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct checkpoint *c = &checkpoints[n_checkpoints];
  c->depth = lab_exec.depth;
  c->n_pieces = c->used = 0;
  if (add_all(c))
    n_checkpoints++;
  else
    too_large = c->depth;
}

/* What was allocated after the checkpoint is no block any more. */
static void forget_blocks(void) {
  for (uint32_t a = 0; a < lab_exec.n_actors; a++)
    lab_heap_forget(a, lab_exec.actors[a].heap);
  lab_heap_forget(LAB_X_ACTORS, lab_exec.harness.heap);
  lab_heap_forget_overflow(lab_exec.overflow);
}

bool lab_checkpoint_restore(uint32_t depth) {
  if (!lab_search.checkpoints)
    return false;
  while (n_checkpoints && checkpoints[n_checkpoints - 1].depth > depth)
    n_checkpoints--;
  if (n_checkpoints == 0)
    return false;
  const struct checkpoint *c = &checkpoints[n_checkpoints - 1];
  forget_blocks();
  for (uint32_t p = 0; p < c->n_pieces; p++)
    memcpy(c->pieces[p].at, rooms[n_checkpoints - 1] + c->pieces[p].offset, c->pieces[p].length);
  lab_exec.fast_end = lab_search.replay_end;
  return true;
}
