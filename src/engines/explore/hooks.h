/* SPDX-License-Identifier: MIT */
#ifndef LAB_EXPLORE_HOOKS_H
#define LAB_EXPLORE_HOOKS_H

#include "engines/explore/engine.h"

/*
 * Counts an access of the running actor and notes who touches what.  Returns true if it is a step, so that the caller
 * has to announce it.  Ends the execution if the memory is not there.
 */
bool lab_hook_is_step(uintptr_t address, uint32_t length, bool write, uintptr_t pc);

#endif
