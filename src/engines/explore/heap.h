/* SPDX-License-Identifier: MIT */
/*
 * malloc for the program: bump allocation in the actor's own slot, filled with a pattern, never reused within an
 * execution (a quarantine of everything), with a gap behind each block.  So a use after free or past the end is found
 * whatever the schedule, and addresses depend on the actor alone.
 */
#ifndef LAB_EXPLORE_HEAP_H
#define LAB_EXPLORE_HEAP_H

#include "engines/explore/engine.h"

#define LAB_HEAP_FRESH 0xa5 /* malloc'ed, never written */
#define LAB_HEAP_FREED 0xdb

/* alignment: a power of two.  fill: false leaves zeros. */
void *lab_heap_allocate(size_t size, size_t alignment, bool fill);

/* Size of a live block, SIZE_MAX if p is none. */
size_t lab_heap_size(const void *p);

/* How far an address that is in no block is behind the nearest live one, and its size; SIZE_MAX: none is near. */
size_t lab_heap_behind(uintptr_t address, size_t *size);

/* Up to room of the blocks that this execution has had, freed ones too; returns how many. */
struct lab_heap_block {
  uintptr_t address;
  size_t size;
};
unsigned lab_heap_list(struct lab_heap_block *all, unsigned room);

/* Everything below `top` in the slot's heap becomes unallocated. */
void lab_heap_forget(unsigned slot, char *top);
void lab_heap_forget_overflow(char *top);

#endif
