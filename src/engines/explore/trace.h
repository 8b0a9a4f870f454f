/* SPDX-License-Identifier: MIT */
/* The steps of the current execution. */
#ifndef LAB_EXPLORE_TRACE_H
#define LAB_EXPLORE_TRACE_H

#include "engines/explore/engine.h"

/* The next step beyond the given path: who takes it.  LAB_STOP if the execution ends here; lab_exec.end says why. */
unsigned lab_trace_extend(void);

/* Likewise for a choice among n values. */
unsigned lab_trace_extend_choice(unsigned n, uintptr_t pc);

/* Up to eight bytes as a number, a hash of more. */
uint64_t lab_trace_value(uintptr_t address, uint32_t length);

/* What the step would find now where it reads: a value, or the holder of a lock. */
uint64_t lab_trace_seen(const struct lab_step *step);

/* The operation announced by an actor, or the next drain of its buffer, as a step that has not been taken: `before` is
 * 0. */
void lab_trace_fill(struct lab_step *step, unsigned entity);

/* Sets lab_search.differs unless what this entity is about to do is what it did in the execution that is repeated. */
void lab_trace_verify(unsigned entity);

#endif
