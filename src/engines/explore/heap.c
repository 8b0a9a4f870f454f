/* SPDX-License-Identifier: MIT */
#include "engines/explore/heap.h"
#include "engines/explore/arena.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* In front of every block, one granule; marked as not accessible. */
struct header {
  uint64_t magic;
  uint64_t size;
};
#define MAGIC UINT64_C(0x6c61622d626c6f63)
#define GRANULE LAB_GRANULE
#define GAP GRANULE
#define NEAR (8 * GRANULE) /* what is behind a block is thought to be meant for it */

static uint8_t *life_of(const void *p) {
  return lab_arena.life + (((uintptr_t)p - LAB_ARENA_BASE) >> LAB_GRANULE_SHIFT);
}

void lab_heap_forget(unsigned slot, char *top) {
  char *bottom = lab_arena_heap(slot);
  if (top > bottom)
    memset(life_of(bottom), LAB_LIFE_NONE, ((size_t)(top - bottom) >> LAB_GRANULE_SHIFT) + 1);
}

void lab_heap_forget_overflow(char *top) {
  char *bottom = (char *)LAB_OVERFLOW_BASE;
  if (top > bottom)
    memset(life_of(bottom), LAB_LIFE_NONE, ((size_t)(top - bottom) >> LAB_GRANULE_SHIFT) + 1);
}

/* Takes room for a block from [*next, end); NULL if it does not fit. */
static char *take(char **next, char *end, size_t size, size_t alignment) {
  uintptr_t at = ((uintptr_t)*next + sizeof(struct header) + alignment - 1) & ~(uintptr_t)(alignment - 1);
  uintptr_t after = at + ((size + GRANULE - 1) & ~(GRANULE - 1)) + GAP;
  if (size > LAB_OVERFLOW_SIZE || after > (uintptr_t)end)
    return NULL;
  *next = (char *)after;
  return (char *)at;
}

void *lab_heap_allocate(size_t size, size_t alignment, bool fill) {
  struct lab_actor *me = lab_exec.me;
  if (alignment < GRANULE)
    alignment = GRANULE;
  char *block = take(&me->heap, lab_arena_slot(me->index) + LAB_SLOT_SIZE, size, alignment);
  if (!block)
    block = take(&lab_exec.overflow, (char *)LAB_OVERFLOW_BASE + LAB_OVERFLOW_SIZE, size, alignment);
  if (!block) {
    errno = ENOMEM;
    return NULL;
  }
  struct header *header = (struct header *)(void *)(block - sizeof *header);
  *header = (struct header){MAGIC, size};
  memset(block, fill ? LAB_HEAP_FRESH : 0, size);
  memset(life_of(block), LAB_LIFE_LIVE, size >> LAB_GRANULE_SHIFT);
  if (size & (GRANULE - 1))
    *life_of(block + size) = (uint8_t)(LAB_LIFE_PART + (size & (GRANULE - 1)));
  return block;
}

size_t lab_heap_size(const void *p) {
  uintptr_t a = (uintptr_t)p;
  if (a - LAB_ARENA_BASE >= LAB_ARENA_SIZE || (a & (GRANULE - 1)))
    return SIZE_MAX;
  const struct header *header = (const struct header *)(const void *)((const char *)p - sizeof *header);
  if (header->magic != MAGIC || (header->size && !lab_arena_is_live(a - LAB_ARENA_BASE, 1)))
    return SIZE_MAX;
  return header->size;
}

size_t lab_heap_behind(uintptr_t address, size_t *size) {
  uintptr_t at = address & ~(uintptr_t)(GRANULE - 1), near = at - NEAR < LAB_ARENA_BASE ? LAB_ARENA_BASE : at - NEAR;
  while (at > near && *life_of((const void *)at) == LAB_LIFE_NONE)
    at -= GRANULE;
  while (at > LAB_ARENA_BASE && *life_of((const void *)(at - GRANULE)) != LAB_LIFE_NONE)
    at -= GRANULE;
  *size = lab_heap_size((const void *)at);
  return *size == SIZE_MAX || at + *size > address ? SIZE_MAX : address - at - *size;
}

static unsigned list_slot(const char *from, const char *to, struct lab_heap_block *all, unsigned n, unsigned room) {
  for (; from < to && n < room; from += GRANULE) {
    if (*life_of(from) == LAB_LIFE_NONE)
      continue;
    const struct header *header = (const struct header *)(const void *)(from - sizeof *header);
    all[n++] = (struct lab_heap_block){(uintptr_t)from, header->size};
    from += (header->size + GRANULE - 1) & ~(GRANULE - 1);
  }
  return n;
}

unsigned lab_heap_list(struct lab_heap_block *all, unsigned room) {
  unsigned n = list_slot(lab_arena_heap(lab_exec.harness.index), lab_exec.harness.heap, all, 0, room);
  for (unsigned a = 0; a < lab_exec.n_actors; a++)
    n = list_slot(lab_arena_heap(a), lab_exec.actors[a].heap, all, n, room);
  return list_slot((const char *)LAB_OVERFLOW_BASE, lab_exec.overflow, all, n, room);
}

/* -- What the program calls. -- */

void *lab_model_malloc(size_t size);
void *lab_model_malloc(size_t size) { return lab_heap_allocate(size, 16, true); }

void *lab_model_calloc(size_t n, size_t size);
void *lab_model_calloc(size_t n, size_t size) {
  size_t total;
  if (__builtin_mul_overflow(n, size, &total)) {
    errno = ENOMEM;
    return NULL;
  }
  return lab_heap_allocate(total, 16, false);
}

void *lab_model_aligned_alloc(size_t alignment, size_t size);
void *lab_model_aligned_alloc(size_t alignment, size_t size) { return lab_heap_allocate(size, alignment, true); }

int lab_model_posix_memalign(void **p, size_t alignment, size_t size);
int lab_model_posix_memalign(void **p, size_t alignment, size_t size) {
  void *block = lab_heap_allocate(size, alignment, true);
  if (!block)
    return ENOMEM;
  *p = block;
  return 0;
}

void lab_model_free(void *p);
void lab_model_free(void *p) {
  if (!p)
    return;
  if ((uintptr_t)p - LAB_ARENA_BASE >= LAB_ARENA_SIZE) { /* libc's own, by way of getline or such */
    free(p);
    return;
  }
  /* Freeing is a write to all of the block: others' accesses to it come before or after. */
  size_t size = lab_heap_size(p);
  lab_exec.me->hooks++;
  if (size != SIZE_MAX && (lab_arena_touch((uintptr_t)p, (uint32_t)size, true) || lab_search.every_access))
    lab_sched_announce(LAB_OP_HEAD(LAB_OP_FREE, LAB_OPF_WRITE | LAB_OPF_DRAINS, 0, size), (uintptr_t)p, LAB_PC(),
                       LAB_FRAME());
  size = lab_heap_size(p);
  if (size == SIZE_MAX)
    lab_sched_fail(LAB_END_DOUBLE, LAB_PC(), (uintptr_t)p, "free of a block that is not allocated");
  memset(life_of(p), LAB_LIFE_FREED, (size + GRANULE - 1) >> LAB_GRANULE_SHIFT);
  memset(p, LAB_HEAP_FREED, size);
}

void *lab_model_realloc(void *p, size_t size);
void *lab_model_realloc(void *p, size_t size) {
  if (!p)
    return lab_heap_allocate(size, 16, true);
  size_t old = lab_heap_size(p);
  if (old == SIZE_MAX)
    lab_sched_fail(LAB_END_DOUBLE, LAB_PC(), (uintptr_t)p, "realloc of a block that is not allocated");
  void *block = lab_heap_allocate(size, 16, true);
  if (!block)
    return NULL;
  memcpy(block, p, old < size ? old : size);
  lab_model_free(p);
  return block;
}

char *lab_model_strdup(const char *text);
char *lab_model_strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = lab_heap_allocate(size, 16, true);
  return copy ? memcpy(copy, text, size) : NULL;
}
