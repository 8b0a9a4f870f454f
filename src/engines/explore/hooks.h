/* SPDX-License-Identifier: MIT */
#ifndef LAB_EXPLORE_HOOKS_H
#define LAB_EXPLORE_HOOKS_H

#include "engines/explore/arena.h"

/*
 * Counts an access of the running actor and notes who touches what.  Returns true if it is a step, so that the caller
 * has to announce it.  Ends the execution if the memory is not there.
 */
bool lab_hook_is_step(uintptr_t address, uint32_t length, bool write, uintptr_t pc);

/* An access of the running actor by way of libc: a step if the bytes are shared.  Returns when it may be done. */
void lab_hook_access(uintptr_t address, size_t length, bool write, uintptr_t pc, uintptr_t frame);

/* The access was announced and may go on now; somebody may have freed the memory meanwhile. */
static inline void lab_hook_recheck(uintptr_t address, uint32_t length, bool write, uintptr_t pc) {
  uintptr_t in_arena = address - LAB_ARENA_BASE;
  if (in_arena < LAB_ARENA_SIZE && (length > LAB_GRANULE || !lab_arena_is_live(in_arena, length)))
    lab_arena_check(address, length, write, pc);
}

#endif
