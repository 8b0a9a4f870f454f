/* SPDX-License-Identifier: MIT */
/*
 * Who runs: announcing operations, switching, ending an execution.
 */
#ifndef LAB_EXPLORE_SCHEDULER_H
#define LAB_EXPLORE_SCHEDULER_H

#include "engines/explore/engine.h"

#define LAB_PC() ((uintptr_t)__builtin_return_address(0))
/* The caller's stack at the call: what lies above is the actor's local state. */
#define LAB_FRAME() ((uintptr_t)__builtin_frame_address(0) + 16)

/*
 * The running actor is about to perform this operation.  Returns when it has been chosen; the caller then performs
 * it.  head is LAB_OP_HEAD(...).
 */
void lab_sched_announce(uint64_t head, uintptr_t address, uintptr_t pc, uintptr_t frame);

/* As lab_sched_announce, with arguments, for operations that are not always enabled. */
void lab_sched_announce_conditional(uint64_t head, uintptr_t address, uintptr_t pc, uintptr_t frame, uint64_t arg,
                                    uint64_t arg2);

/* As lab_sched_announce, always enabled, with arguments. */
void lab_sched_announce_with(uint64_t head, uintptr_t address, uintptr_t pc, uintptr_t frame, uint64_t arg);

/* A choice among n values: explored in full by the exhaustive strategies. */
unsigned lab_sched_choose(unsigned n, uintptr_t pc);

/* A new actor, running start(argument) when first scheduled; NULL if there are too many. */
struct lab_actor *lab_sched_create(void *(*start)(void *), void *argument);

/* Lets a new actor run to its first step, then comes back. */
void lab_sched_launch(struct lab_actor *actor);

/* The running actor is done. */
_Noreturn void lab_sched_finish(void *result);

/* The running actor ends the process: a step, since the others might have gone on. */
_Noreturn void lab_sched_exit(int code, uintptr_t pc);

/* Ends the execution; the first end stands. */
_Noreturn void lab_sched_end(enum lab_end end);
_Noreturn void lab_sched_fail(enum lab_end end, uintptr_t pc, uintptr_t address, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * Runs one execution from the start to its end.  program() runs as the harness, on a fiber of its own: it makes the
 * actors, calls lab_sched_run_actors, which returns when all of them are done, and judges.
 */
void lab_sched_run(void (*program)(void));
void lab_sched_run_actors(void);

/* What lab_sched_fail said. */
struct lab_failure {
  char text[200];
  uintptr_t pc, address;
  uint16_t actor;
};
extern struct lab_failure lab_failure;

#endif
