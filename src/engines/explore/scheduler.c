/* SPDX-License-Identifier: MIT */
#include "engines/explore/scheduler.h"
#include "engines/explore/arena.h"
#include "engines/explore/buffer.h"
#include "engines/explore/checkpoint.h"
#include "engines/explore/enabled.h"
#include "engines/explore/fiber.h"
#include "engines/explore/image.h"
#include "engines/explore/search.h"
#include "engines/explore/tls.h"
#include "engines/explore/token.h"
#include "engines/explore/trace.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

LAB_ENGINE struct lab_exec lab_exec = {.quiet = true};
LAB_ENGINE struct lab_failure lab_failure = {.actor = 0};

/* The search's own stack, from which executions are started. */
static LAB_ENGINE void *base_sp = NULL;

_Noreturn void lab_sched_end(enum lab_end end) {
  if (lab_exec.end == LAB_END_NONE)
    lab_exec.end = (uint8_t)end;
  void *dead;
  lab_fiber_switch(&dead, lab_exec.end == LAB_END_DONE && !lab_exec.quiet ? lab_exec.harness.sp : base_sp);
  __builtin_unreachable();
}

/* Fibers share one thread, so its errno is handed round. */
static LAB_ENGINE int *errno_at = NULL;

static inline void switch_to(struct lab_actor *me, struct lab_actor *to) {
  lab_exec.me = to;
  me->error = *errno_at;
  *errno_at = to->error;
  lab_fiber_switch(&me->sp, to->sp);
}

/* Goes to the search's stack, which copies this one, and comes back: at once, or when the search goes back to here. */
__attribute__((noinline)) static void take_checkpoint(void) {
  struct lab_actor *me = lab_exec.me;
  me->error = *errno_at;
  lab_fiber_switch(&me->sp, base_sp);
  *errno_at = me->error;
}

/* The next entity, from the path or from the strategy.  May end the execution. */
static unsigned next_entity(void) {
  if (lab_exec.depth >= lab_search.replay_end && lab_checkpoint_due(lab_exec.depth))
    take_checkpoint();
  uint32_t depth = lab_exec.depth;
  if (depth < lab_search.replay_end) {
    if (lab_search.verify)
      lab_trace_verify(lab_search.path[depth]);
    return lab_search.path[depth];
  }
  unsigned next = lab_trace_extend();
  if (next == LAB_STOP)
    lab_sched_end(lab_exec.end);
  return next;
}

/* Decides until an actor runs; me has announced, is done, or is the harness. */
static void decide(struct lab_actor *me) {
  if (me->launcher) {
    struct lab_actor *back = me->launcher;
    me->launcher = NULL;
    switch_to(me, back);
    return;
  }
  for (;;) {
    unsigned entity = next_entity();
    int32_t depth = (int32_t)lab_exec.depth++;
    struct lab_actor *to = &lab_exec.actors[lab_entity_actor(entity)];
    if (lab_entity_is_buffer(entity)) {
      to->drained = depth;
      lab_buffer_drain(to);
      continue;
    }
    to->last = depth;
    if (to != me)
      switch_to(me, to);
    return;
  }
}

void lab_sched_announce(uint64_t head, uintptr_t address, uintptr_t pc, uintptr_t frame) {
  struct lab_actor *me = lab_exec.me;
  memcpy(&me->op, &head, sizeof head);
  me->op.address = address;
  me->op.pc = pc;
  me->op.frame = frame;
  uint32_t depth = lab_exec.depth;
  if (__builtin_expect(depth < lab_exec.fast_end, 1)) {
    lab_exec.depth = depth + 1;
    struct lab_actor *to = &lab_exec.actors[lab_search.path[depth]];
    to->last = (int32_t)depth;
    if (to != me)
      switch_to(me, to);
    return;
  }
  if (lab_exec.quiet)
    return;
  if (!lab_search.tso) {
    decide(me);
    return;
  }
  lab_buffer_settle();
  bool conditional = lab_set_has(lab_exec.conditional, me->index);
  if (me->op.flags & LAB_OPF_DRAINS)
    lab_set_add(lab_exec.conditional, me->index);
  decide(me);
  if (!conditional)
    lab_set_remove(lab_exec.conditional, me->index);
}

void lab_sched_announce_with(uint64_t head, uintptr_t address, uintptr_t pc, uintptr_t frame, uint64_t arg) {
  lab_exec.me->op.arg = arg;
  lab_sched_announce(head, address, pc, frame);
}

void lab_sched_announce_conditional(uint64_t head, uintptr_t address, uintptr_t pc, uintptr_t frame, uint64_t arg,
                                    uint64_t arg2) {
  if (lab_exec.quiet)
    return;
  struct lab_actor *me = lab_exec.me;
  me->hooks++;
  me->op.arg = arg;
  me->op.arg2 = arg2;
  lab_set_add(lab_exec.conditional, me->index);
  lab_sched_announce(head, address, pc, frame);
  lab_set_remove(lab_exec.conditional, me->index);
}

unsigned lab_sched_choose(unsigned n, uintptr_t pc) {
  if (lab_exec.quiet || n <= 1)
    return 0;
  struct lab_actor *me = lab_exec.me;
  uint32_t depth = lab_exec.depth;
  unsigned value = depth < lab_search.replay_end ? lab_search.path[depth] : lab_trace_extend_choice(n, pc);
  if (value == LAB_STOP)
    lab_sched_end(lab_exec.end);
  lab_exec.depth = depth + 1;
  me->last = (int32_t)depth;
  return value;
}

/*
 * An actor that fails before its first step does so while whoever created it stands still: nothing was scheduled.  So
 * failing is its first step, and the others may come before it.
 */
static void announce_failure(enum lab_end end, uintptr_t pc) {
  const struct lab_actor *me = lab_exec.me;
  if (lab_exec.quiet || me->last >= 0 || lab_exec.n_alive < 2 || end >= LAB_END_STUCK)
    return;
  lab_exec.me->hooks++;
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_EXIT, 0, 0, 0), 0, pc, LAB_FRAME());
}

_Noreturn void lab_sched_fail(enum lab_end end, uintptr_t pc, uintptr_t address, const char *format, ...) {
  va_list arguments;
  announce_failure(end, pc);
  va_start(arguments, format);
  vsnprintf(lab_failure.text, sizeof lab_failure.text, format, arguments);
  va_end(arguments);
  lab_failure.pc = pc;
  lab_failure.address = address;
  lab_failure.actor = lab_exec.me->index;
  lab_token_failed();
  lab_sched_end(end);
}

_Noreturn void lab_sched_exit(int code, uintptr_t pc) {
  lab_exec.me->hooks++;
  lab_sched_announce(LAB_OP_HEAD(LAB_OP_EXIT, 0, 0, 0), 0, pc, LAB_FRAME());
  lab_exec.exit_code = code;
  lab_sched_end(LAB_END_EXIT);
}

static void actor_main(void) {
  struct lab_actor *me = lab_exec.me;
  lab_sched_finish(me->start(me->argument));
}

struct lab_actor *lab_sched_create(void *(*start)(void *), void *argument) {
  if (lab_exec.n_actors >= LAB_X_ACTORS)
    return NULL;
  unsigned index = lab_exec.n_actors++;
  struct lab_actor *actor = &lab_exec.actors[index];
  memset(actor, 0, sizeof *actor);
  actor->index = (uint16_t)index;
  actor->state = LAB_ACTOR_ALIVE;
  actor->last = actor->birth = actor->woken = actor->drained = actor->yielded = -1;
  actor->start = start;
  actor->argument = argument;
  actor->ticket = index;
  actor->heap = lab_arena_heap(index);
  actor->sp = lab_fiber_prepare(lab_arena_stack(index), actor_main);
  lab_set_add(lab_exec.alive, index);
  lab_exec.n_alive++;
  lab_exec.n_unjoined++;
  lab_search_widen(index);
  return actor;
}

void lab_sched_launch(struct lab_actor *actor) {
  struct lab_actor *me = lab_exec.me;
  uint32_t fast_end = lab_exec.fast_end;
  lab_exec.fast_end = 0;
  actor->launcher = me;
  switch_to(me, actor);
  lab_exec.fast_end = fast_end;
}

_Noreturn void lab_sched_finish(void *result) {
  struct lab_actor *me = lab_exec.me;
  if (me->keys)
    lab_tls_finish();
  if (lab_search.tso)
    lab_buffer_flush(LAB_PC(), LAB_FRAME());
  me->result = result;
  me->state = LAB_ACTOR_DONE;
  lab_set_remove(lab_exec.alive, me->index);
  lab_exec.n_alive--;
  decide(me);
  __builtin_unreachable();
}

void lab_sched_run_actors(void) {
  lab_exec.quiet = false;
  lab_exec.fast_end = lab_search.tso || lab_search.every_access || lab_search.verify ? 0 : lab_search.replay_end;
  decide(&lab_exec.harness);
  lab_exec.quiet = true;
  lab_exec.fast_end = 0;
  lab_exec.me = &lab_exec.harness;
}

static LAB_ENGINE void (*harness_program)(void) = NULL;

static void harness_main(void) {
  harness_program();
  lab_exec.quiet = true;
  lab_sched_end(LAB_END_DONE);
}

/* Starts or restarts the execution and copies it as often as it asks to be. */
void lab_sched_run(void (*program)(void)) {
  errno_at = &errno;
  if (lab_checkpoint_restore(lab_search.replay_end)) {
    lab_fiber_switch(&base_sp, lab_exec.me->sp);
  } else {
    lab_image_reset();
    errno = 0;
    lab_search.strategy->begin();
    harness_program = program;
    lab_exec.harness.sp = lab_fiber_prepare(lab_arena_stack(LAB_X_ACTORS), harness_main);
    lab_fiber_switch(&base_sp, lab_exec.harness.sp);
  }
  while (lab_exec.end == LAB_END_NONE) {
    lab_checkpoint_take();
    lab_fiber_switch(&base_sp, lab_exec.me->sp);
  }
}
