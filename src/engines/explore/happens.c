/* SPDX-License-Identifier: MIT */
#include "engines/explore/happens.h"
#include "engines/explore/buffer.h"
#include "engines/explore/clocks.h"
#include "engines/explore/model.h"
#include "engines/explore/search.h"
#include <stdatomic.h>
#include <string.h>

/* Beside the clock, of each step. */
struct carried {
  int32_t row;           /* the step that has the row: the actor's latest that orders anything, or this one */
  int32_t release_fence; /* the actor's latest release fence so far, -1: none */
  bool released;         /* whoever acquires from this step gets its row in `released` */
  int32_t post;          /* of a post: the one before it on the same semaphore, -1: none */
  bool pending;          /* the actor has read, relaxed, what an acquire fence would make it acquire */
};

struct happens {
  uint32_t *rows;     /* by depth, lab_clocks.stride words each */
  uint32_t *released; /* what the step releases */
  uint32_t *pending;  /* what the actor would acquire at a fence */
  struct carried *carried;
  uint32_t *scratch; /* a word per step */
};
static LAB_ENGINE struct happens happens = {.rows = NULL};

void lab_happens_open(void) {
  size_t steps = (size_t)lab_search.max_steps + 1, words = steps * 2 * LAB_X_ACTORS * sizeof(uint32_t);
  happens.rows = lab_search_reserve(words);
  happens.released = lab_search_reserve(words);
  happens.pending = lab_search_reserve(words);
  happens.carried = lab_search_reserve(steps * sizeof *happens.carried);
  happens.scratch = lab_search_reserve(steps * sizeof *happens.scratch);
}

static uint32_t *row_of(uint32_t *rows, uint32_t depth) { return rows + (size_t)depth * lab_clocks.stride; }

const uint32_t *lab_happens_row(uint32_t depth) { return row_of(happens.rows, (uint32_t)happens.carried[depth].row); }

static void copy(uint32_t *to, const uint32_t *from) {
  for (uint32_t a = 0; a < lab_clocks.stride; a++)
    to[a] = from[a];
}

static bool acquires(unsigned order) { return order != memory_order_relaxed && order != memory_order_release; }
static bool releases(unsigned order) { return order >= memory_order_release; }

static const struct lab_step *step_at(uint32_t depth) { return &lab_search.steps[depth]; }
static unsigned actor_of(const struct lab_step *step) { return lab_entity_actor(step->entity); }

static bool changes_memory(const struct lab_step *s) {
  bool access = s->kind >= LAB_OP_READ && s->kind <= LAB_OP_DRAIN;
  return access && (s->flags & LAB_OPF_WRITE) && !(s->kind == LAB_OP_CAS && (s->flags & LAB_OPF_FAILED));
}

static bool overlap(const struct lab_step *a, const struct lab_step *b) {
  return a->address < b->address + b->length && b->address < a->address + a->length;
}

/* The write that is in memory where this step looks, -1: none of this execution. */
static int32_t source_of(uint32_t depth, const struct lab_step *at) {
  for (uint32_t i = depth; i-- > 0;)
    if (changes_memory(step_at(i)) && overlap(step_at(i), at))
      return (int32_t)i;
  return -1;
}

/* -- Atomics. -- */

/* Does the actor see a store of its own that no other has seen yet? */
static bool reads_own_buffer(const struct lab_step *step) {
  const struct lab_actor *actor = &lab_exec.actors[actor_of(step)];
  const struct lab_store *stores = lab_buffer_entries(actor);
  for (unsigned s = 0; lab_search.tso && s < actor->buffered; s++)
    if (stores[s].address <= step->address && step->address < stores[s].address + stores[s].length)
      return true;
  return false;
}

static void acquire_from(uint32_t depth, int32_t source, unsigned order) {
  if (source < 0 || !happens.carried[source].released)
    return;
  const uint32_t *from = row_of(happens.released, (uint32_t)source);
  if (acquires(order)) {
    lab_clocks_join(row_of(happens.rows, depth), from);
    return;
  }
  uint32_t *pending = row_of(happens.pending, depth);
  if (happens.carried[depth].pending)
    lab_clocks_join(pending, from);
  else
    copy(pending, from);
  happens.carried[depth].pending = true;
}

static void add_release(uint32_t depth, const uint32_t *row) {
  uint32_t *released = row_of(happens.released, depth);
  if (happens.carried[depth].released)
    lab_clocks_join(released, row);
  else
    copy(released, row);
  happens.carried[depth].released = true;
}

/*
 * A store that is no read-modify-write goes on with the release sequences of its own actor only (5.1.2.4, 10): back to
 * a store by another, what the actor released here before is still released.
 */
static void continue_sequence(uint32_t depth, const struct lab_step *step) {
  for (int32_t s = source_of(depth, step); s >= 0; s = source_of((uint32_t)s, step)) {
    const struct lab_step *before = step_at((uint32_t)s);
    bool modifies = before->kind == LAB_OP_RMW || before->kind == LAB_OP_CAS;
    if (!(before->flags & LAB_OPF_ATOMIC) || (actor_of(before) != actor_of(step) && !modifies))
      return;
    if (actor_of(before) != actor_of(step))
      continue;
    if (releases(before->order & 7u))
      add_release(depth, lab_happens_row((uint32_t)s));
    if (!modifies && happens.carried[s].released) {
      add_release(depth, row_of(happens.released, (uint32_t)s));
      return; /* which has gone back the same way */
    }
  }
}

static void note_atomic(uint32_t depth, const struct lab_step *step) {
  bool reads = step->flags & LAB_OPF_READ, modifies = reads && changes_memory(step);
  unsigned order = step->order & 7u;
  int32_t source = reads && !reads_own_buffer(step) ? source_of(depth, step) : -1;
  if (reads)
    acquire_from(depth, source, step->flags & LAB_OPF_FAILED ? step->order >> 4 : order);
  if (!changes_memory(step))
    return;
  row_of(happens.rows, depth)[actor_of(step)] = step->hooks;
  happens.carried[depth].released = false;
  if (releases(order))
    add_release(depth, lab_happens_row(depth));
  else if (happens.carried[depth].release_fence >= 0)
    add_release(depth, lab_happens_row((uint32_t)happens.carried[depth].release_fence));
  if (modifies && source >= 0 && happens.carried[source].released)
    add_release(depth, row_of(happens.released, (uint32_t)source));
  else if (!modifies && !releases(order))
    continue_sequence(depth, step);
}

static void note_fence(uint32_t depth, const struct lab_step *step) {
  if (acquires(step->order) && happens.carried[depth].pending)
    lab_clocks_join(row_of(happens.rows, depth), row_of(happens.pending, depth));
  if (releases(step->order))
    happens.carried[depth].release_fence = (int32_t)depth;
}

/* -- Synchronization objects. -- */

/* Whoever locks comes after whoever unlocked; a writer also after all readers since the writer before. */
static void note_lock(uint32_t depth, const struct lab_step *step) {
  bool reader = step->kind == LAB_OP_RDLOCK || step->kind == LAB_OP_TRYRDLOCK;
  for (uint32_t i = depth; i-- > 0;) {
    const struct lab_step *e = step_at(i);
    if (e->address != step->address || (e->kind != LAB_OP_UNLOCK && e->kind != LAB_OP_RDUNLOCK))
      continue;
    if (e->kind == LAB_OP_UNLOCK || !reader)
      lab_clocks_join(row_of(happens.rows, depth), lab_happens_row(i));
    if (e->kind == LAB_OP_UNLOCK)
      return;
  }
}

/* The latest post to the semaphore of a step, -1: none. */
static int32_t post_before(uint32_t depth, const struct lab_step *step) {
  for (uint32_t i = depth; i-- > 0;)
    if (step_at(i)->kind == LAB_OP_SEM_POST && step_at(i)->address == step->address)
      return (int32_t)i;
  return -1;
}

/* What a post releases is what it and all posts before it come after: the most that a wait can acquire. */
static void note_post(uint32_t depth, const struct lab_step *step) {
  const int32_t before = happens.carried[depth].post = post_before(depth, step);
  row_of(happens.rows, depth)[actor_of(step)] = step->hooks;
  copy(row_of(happens.released, depth), lab_happens_row(depth));
  if (before >= 0)
    lab_clocks_join(row_of(happens.released, depth), row_of(happens.released, (uint32_t)before));
}

/* Puts a value into a list that is sorted, the largest first, and holds no more than the largest `room`. */
static void keep_largest(uint32_t *list, uint32_t *n, uint32_t room, uint32_t value) {
  uint32_t at = *n;
  if (at == room && value <= list[at - 1])
    return;
  at -= at == room;
  for (; at > 0 && list[at - 1] < value; at--)
    list[at] = list[at - 1];
  list[at] = value;
  *n += *n < room;
}

/* Of an actor's clock in the posts, the k-th largest; 0 if there are fewer. */
static uint32_t kth_largest(int32_t post, unsigned actor, uint32_t k) {
  uint32_t n = 0, *list = happens.scratch;
  for (; post >= 0; post = happens.carried[post].post) {
    if (n == k && row_of(happens.released, (uint32_t)post)[actor] <= list[k - 1])
      break;
    keep_largest(list, &n, k, lab_happens_row((uint32_t)post)[actor]);
  }
  return n == k ? list[k - 1] : 0;
}

/*
 * A wait that found k could have gone on without any k - 1 of the posts before it, so it comes after what k of them
 * come after, and only after that.  A try is one atomic operation after the other.
 */
static void note_semaphore(uint32_t depth, const struct lab_step *step) {
  const int32_t post = post_before(depth, step);
  uint32_t *row = row_of(happens.rows, depth);
  if (post < 0)
    return;
  if (step->kind == LAB_OP_SEM_TRYWAIT || step->before <= 1) {
    lab_clocks_join(row, row_of(happens.released, (uint32_t)post));
    return;
  }
  for (uint32_t a = 0; a < lab_exec.n_actors; a++) {
    const uint32_t kth = kth_largest(post, a, (uint32_t)step->before);
    row[a] = row[a] > kth ? row[a] : kth;
  }
}

/* The last to arrive comes after the others of its round; they come after it when they are let go. */
static void note_arrival(uint32_t depth, const struct lab_step *step) {
  const struct lab_barrier *barrier = (const struct lab_barrier *)step->address;
  uint32_t others = barrier->arrived + 1 == barrier->size ? barrier->arrived : 0;
  for (uint32_t i = depth; i-- > 0 && others;)
    if (step_at(i)->kind == LAB_OP_ARRIVE && step_at(i)->address == step->address) {
      lab_clocks_join(row_of(happens.rows, depth), lab_happens_row(i));
      others--;
    }
}

static void note_join(uint32_t depth, const struct lab_step *step) {
  uint32_t *row = row_of(happens.rows, depth);
  if (step->cause2 >= 0)
    lab_clocks_join(row, lab_happens_row((uint32_t)step->cause2));
  row[step->child] = UINT32_MAX; /* all that it did */
}

/* The clock of what the actor did before, and what it carries along. */
static void begin_row(uint32_t depth, const struct lab_step *step) {
  uint32_t *row = row_of(happens.rows, depth);
  struct carried *carried = &happens.carried[depth];
  int32_t before = step->prev;
  if (lab_entity_is_buffer(step->entity) || before < 0)
    before = step->cause; /* where it stored; or who created it */
  *carried = (struct carried){.row = (int32_t)depth, .release_fence = -1};
  if (before < 0) {
    memset(row, 0, lab_clocks.stride * sizeof *row);
    return;
  }
  copy(row, lab_happens_row((uint32_t)before));
  row[actor_of(step_at((uint32_t)before))] = step_at((uint32_t)before)->hooks;
  if (actor_of(step_at((uint32_t)before)) != actor_of(step))
    return;
  before = happens.carried[before].row;
  carried->release_fence = happens.carried[before].release_fence;
  carried->pending = happens.carried[before].pending;
  if (carried->pending)
    copy(row_of(happens.pending, depth), row_of(happens.pending, (uint32_t)before));
}

/* Plain accesses put nothing in order: what happened before the actor's step before also happened before them. */
static bool is_plain(const struct lab_step *step) {
  return (step->kind == LAB_OP_READ || step->kind == LAB_OP_WRITE) && !(step->flags & LAB_OPF_ATOMIC);
}

void lab_happens_note(uint32_t depth) {
  const struct lab_step *step = step_at(depth);
  if (is_plain(step) && step->prev >= 0) {
    happens.carried[depth] = (struct carried){.row = happens.carried[step->prev].row, .release_fence = -1};
    return;
  }
  begin_row(depth, step);
  switch (step->kind) {
  case LAB_OP_READ:
  case LAB_OP_WRITE:
  case LAB_OP_RMW:
  case LAB_OP_CAS:
  case LAB_OP_DRAIN:
    if (step->flags & LAB_OPF_ATOMIC)
      note_atomic(depth, step);
    break;
  case LAB_OP_FENCE: note_fence(depth, step); break;
  case LAB_OP_LOCK:
  case LAB_OP_TRYLOCK:
  case LAB_OP_RDLOCK:
  case LAB_OP_TRYRDLOCK:
    if (!(step->flags & LAB_OPF_FAILED))
      note_lock(depth, step);
    break;
  case LAB_OP_SEM_POST: note_post(depth, step); break;
  case LAB_OP_SEM_WAIT:
  case LAB_OP_SEM_TRYWAIT:
    if (!(step->flags & LAB_OPF_FAILED))
      note_semaphore(depth, step);
    break;
  case LAB_OP_ARRIVE: note_arrival(depth, step); break;
  case LAB_OP_RESUME:
    if (step->cause >= 0)
      lab_clocks_join(row_of(happens.rows, depth), lab_happens_row((uint32_t)step->cause));
    break;
  case LAB_OP_JOIN: note_join(depth, step); break;
  default: break;
  }
  row_of(happens.rows, depth)[actor_of(step)] = step->hooks;
}
