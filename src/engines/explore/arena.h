/* SPDX-License-Identifier: MIT */
/*
 * Where the program's memory lives, and which actors have touched which byte.
 *
 * Every actor has a slot of addresses of its own: its stack, then its heap.  So addresses do not depend on the
 * schedule.  Blocks that do not fit come from a common overflow area.
 *
 * A byte is shared once two actors have touched it while both were alive, one of them writing.  Only accesses to
 * shared bytes are steps.  What has become shared stays shared for the rest of the search; a search that learns of a
 * new shared byte starts over (lab_search.restart), so that its counts are exact.
 */
#ifndef LAB_EXPLORE_ARENA_H
#define LAB_EXPLORE_ARENA_H

#include "engines/explore/engine.h"
#include "engines/explore/layout.h"

#define LAB_SLOTS (LAB_X_ACTORS + 1u) /* the last one is the harness's */
#define LAB_OVERFLOW_BASE (LAB_ARENA_BASE + LAB_SLOTS * LAB_SLOT_SIZE)
#define LAB_ARENA_SIZE (LAB_SLOTS * LAB_SLOT_SIZE + LAB_OVERFLOW_SIZE)

/* Per byte: who touched it.  (actor + 1) * 2, plus 1 if it was written. */
#define LAB_TOUCH_SHARED 0xffffu
#define LAB_TOUCH_READERS 0xfffeu

/* Per 16 bytes of what is no stack: may they be accessed.  LAB_LIFE_PART + n: the first n of them. */
enum lab_life { LAB_LIFE_NONE, LAB_LIFE_LIVE, LAB_LIFE_FREED, LAB_LIFE_PART = 16 };
#define LAB_GRANULE_SHIFT 4
#define LAB_GRANULE ((size_t)1 << LAB_GRANULE_SHIFT)

struct lab_arena {
  uint16_t *touch;      /* of the arena, by byte */
  uint8_t *life;        /* of the arena, by granule */
  uint16_t *data_touch; /* of the program's data and bss, by byte */
  uintptr_t data, data_size;
  bool prepared[LAB_SLOTS]; /* the slot has a guard page and a stack */
};
extern struct lab_arena lab_arena;

/* Reserves the address space; ends the process with a message if it cannot be had.  Call once. */
void lab_arena_open(void);

/* Makes the slot of an actor usable; returns the top of its stack. */
char *lab_arena_stack(unsigned slot);
static inline char *lab_arena_slot(unsigned slot) { return (char *)(LAB_ARENA_BASE + slot * LAB_SLOT_SIZE); }
static inline char *lab_arena_heap(unsigned slot) { return lab_arena_slot(slot) + LAB_STACK_SIZE; }

/* Forgets who touched what. */
void lab_arena_forget(void);

/*
 * Records that the running actor touches these bytes.  Returns true if the access is a step: a byte is shared.  A
 * newly shared byte sets lab_search.restart.
 */
bool lab_arena_touch(uintptr_t address, uint32_t length, bool write);

/* Makes bytes shared although only one actor has touched them: a loop reads them and nothing else happens. */
void lab_arena_share(uintptr_t address, uint32_t length);
bool lab_arena_is_shared(uintptr_t address, uint32_t length);

/* Is this offset into the arena on a stack? */
static inline bool lab_arena_is_stack(uintptr_t offset) {
  return (offset & (LAB_SLOT_SIZE - 1)) < LAB_STACK_SIZE && offset < LAB_SLOTS * LAB_SLOT_SIZE;
}

/* Are the first n bytes of this granule of the heap alive? */
static inline bool lab_arena_has(uintptr_t granule, size_t n) {
  uint8_t life = lab_arena.life[granule];
  return life == LAB_LIFE_LIVE || (life > LAB_LIFE_PART && n <= (size_t)life - LAB_LIFE_PART);
}

/*
 * May the bytes at this offset into the arena, up to LAB_GRANULE, be accessed?  They may be on a stack as long as its
 * actor is there; the first actor's is that of main, which ends with the process.
 */
static inline bool lab_arena_is_live(uintptr_t offset, uint32_t length) {
  if (lab_arena_is_stack(offset)) {
    uintptr_t slot = offset >> LAB_SLOT_SHIFT;
    return slot == 0 || slot == LAB_X_ACTORS || lab_exec.actors[slot].state < LAB_ACTOR_DONE;
  }
  uintptr_t granule = offset >> LAB_GRANULE_SHIFT;
  size_t end = (offset & (LAB_GRANULE - 1)) + length;
  if (end <= LAB_GRANULE)
    return lab_arena_has(granule, end);
  return lab_arena_has(granule, LAB_GRANULE) && lab_arena_has(granule + 1, end - LAB_GRANULE);
}

/* Ends the execution if the bytes are in no live block and on no stack. */
void lab_arena_check(uintptr_t address, uint32_t length, bool write, uintptr_t pc);

/* The touch cells of an address, NULL where none are kept. */
static inline uint16_t *lab_arena_cells(uintptr_t address) {
  if (address - LAB_ARENA_BASE < LAB_ARENA_SIZE)
    return lab_arena.touch + (address - LAB_ARENA_BASE);
  if (address - lab_arena.data < lab_arena.data_size)
    return lab_arena.data_touch + (address - lab_arena.data);
  return NULL;
}

#endif
