/* SPDX-License-Identifier: MIT */
#include "engines/explore/token.h"
#include "engines/explore/buffer.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include "engines/explore/show.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum run_kind { RUN_ACTOR, RUN_BUFFER, RUN_CHOICE };

struct run {
  enum run_kind kind;
  uint32_t who;   /* actor */
  uint32_t until; /* accesses; the value of a choice */
};

#define RUNS_MAX (LAB_TOKEN_MAX / 2)
static LAB_ENGINE struct run *runs = NULL;
static LAB_ENGINE uint32_t n_runs = 0, at_run = 0;
static LAB_ENGINE bool strayed = false;

/* Two hex digits behind the runs tell a schedule that was cut off or mistyped. */
static unsigned check_of(const char *from, const char *end) {
  uint32_t hash = 0x811c9dc5u;
  for (; from < end; from++)
    hash = (hash ^ (unsigned char)*from) * 0x01000193u;
  return (hash ^ hash >> 8 ^ hash >> 16 ^ hash >> 24) & 0xffu;
}

bool lab_token_write(char *text, size_t size, const char *identity, const uint16_t *path, const struct lab_step *steps,
                     uint32_t depth) {
  size_t used = (size_t)snprintf(text, size, "x1-%s-", identity);
  for (uint32_t d = 0; d < depth && used < size; d++) {
    const char *comma = text[used - 1] == '-' ? "" : ",";
    unsigned actor = lab_entity_actor(steps[d].entity);
    if (steps[d].kind == LAB_OP_CHOOSE) {
      used += (size_t)snprintf(text + used, size - used, "%sc%u:%u", comma, actor + 1, path[d]);
      continue;
    }
    if (lab_entity_is_buffer(steps[d].entity)) {
      used += (size_t)snprintf(text + used, size - used, "%sb%u:%u", comma, actor + 1, steps[d].hooks);
      continue;
    }
    bool goes_on = d + 1 < depth && steps[d + 1].entity == steps[d].entity && steps[d + 1].kind != LAB_OP_CHOOSE;
    if (!goes_on)
      used += (size_t)snprintf(text + used, size - used, "%s%u:%u", comma, actor + 1, steps[d].hooks);
  }
  if (depth == 0 && used < size)
    used += (size_t)snprintf(text + used, size - used, "none");
  if (used < size)
    used += (size_t)snprintf(text + used, size - used, ".%02x", check_of(text, text + used));
  return used < size;
}

static bool parse_run(const char **text, struct run *run) {
  char *end;
  run->kind = **text == 'b' ? RUN_BUFFER : **text == 'c' ? RUN_CHOICE : RUN_ACTOR;
  if (run->kind != RUN_ACTOR)
    (*text)++;
  if (**text < '0' || **text > '9')
    return false;
  unsigned long who = strtoul(*text, &end, 10);
  if (*end != ':' || end[1] < '0' || end[1] > '9')
    return false;
  unsigned long until = strtoul(end + 1, &end, 10);
  if (who == 0 || who > LAB_X_ACTORS || until > UINT32_MAX)
    return false;
  run->who = (uint32_t)(who - 1);
  run->until = (uint32_t)until;
  *text = end;
  return true;
}

const char *lab_token_read(const char *text, const char *identity) {
  if (!runs)
    runs = mmap(NULL, RUNS_MAX * sizeof *runs, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const char *whole = text;
  n_runs = 0;
  if (strncmp(text, "x1-", 3) != 0)
    return "not a schedule: it does not start with x1-";
  text += 3;
  size_t length = strlen(identity);
  const char *dash = strchr(text, '-');
  if (!dash)
    return "the schedule is cut off";
  if ((size_t)(dash - text) != length || strncmp(text, identity, length) != 0)
    return "the schedule belongs to another program, or to other actors, operations or memory model, or the source has "
           "changed since";
  const char *dot = strrchr(dash, '.');
  if (!dot || strlen(dot) != 3 || strtoul(dot + 1, NULL, 16) != check_of(whole, dot))
    return "the schedule is cut off or mistyped";
  text = dash + 1;
  while (text < dot && strncmp(text, "none", 4) != 0) {
    if (n_runs == RUNS_MAX)
      return "the schedule is too long";
    if (!parse_run(&text, &runs[n_runs]))
      return "the schedule is cut off or mistyped";
    n_runs++;
    if (*text == ',')
      text++;
    else if (text != dot)
      return "the schedule is cut off or mistyped";
  }
  return NULL;
}

/* Got as far as the run says?  Under tso an actor need not wait for drains at its end if they came before. */
static bool is_reached(const struct run *run) {
  if (run->who >= lab_exec.n_actors)
    return false;
  const struct lab_actor *actor = &lab_exec.actors[run->who];
  return actor->hooks >= run->until || (lab_search.tso && actor->state != LAB_ACTOR_ALIVE);
}

bool lab_token_followed(void) {
  bool all = !strayed;
  for (uint32_t r = at_run; r < n_runs && all; r++)
    all = runs[r].kind != RUN_ACTOR || is_reached(&runs[r]);
  return all;
}

/* -- The strategy that follows it. -- */

static void begin(void) {
  lab_show_begin();
  at_run = 0;
  strayed = false;
}

/* Past the end, or where the program does something else, anybody goes on. */
static unsigned stray(const uint64_t *enabled) {
  unsigned last = lab_exec.depth ? lab_search.steps[lab_exec.depth - 1].entity : LAB_X_NOBODY;
  return last != LAB_X_NOBODY && lab_set_has(enabled, last) ? last : lab_set_first(enabled);
}

/* Is the store that the run drains the next to go? */
static bool is_oldest(const struct run *run) {
  if (!lab_search.tso || run->who >= lab_exec.n_actors)
    return false;
  const struct lab_actor *actor = &lab_exec.actors[run->who];
  return actor->buffered && lab_buffer_oldest(actor)->hooks == run->until;
}

/*
 * Who has to go so that this actor gets on.  What no other sees was no step when the token was printed, and is one now:
 * a thread that is joined may have such accesses left, a store that is drained may have gone straight to memory.
 */
static unsigned helper_of(const struct lab_actor *actor, const uint64_t *enabled) {
  for (uint32_t n = 0; n < lab_exec.n_actors; n++) { /* two that join one another are nobody's help */
    if (actor->op.kind != LAB_OP_JOIN || lab_exec.actors[actor->op.arg].state != LAB_ACTOR_ALIVE)
      break;
    actor = &lab_exec.actors[actor->op.arg];
  }
  if (lab_set_has(enabled, lab_entity_of(actor->index)))
    return lab_entity_of(actor->index);
  bool waits_for_drains = lab_search.tso && actor->buffered && (actor->op.flags & LAB_OPF_DRAINS);
  return waits_for_drains ? lab_entity_buffer(actor->index) : LAB_X_NOBODY;
}

static unsigned choose(const uint64_t *enabled) {
  unsigned only = lab_set_first(enabled);
  if (lab_set_after(enabled, only) == LAB_X_NOBODY) {
    if (lab_entity_is_buffer(only) && at_run < n_runs && runs[at_run].kind == RUN_BUFFER && is_oldest(&runs[at_run]))
      at_run++;
    return only;
  }
  for (; at_run < n_runs; at_run++) {
    const struct run *run = &runs[at_run];
    if (run->kind == RUN_BUFFER) {
      const struct lab_actor *owner = &lab_exec.actors[run->who];
      bool comes = run->who < lab_exec.n_actors && owner->state == LAB_ACTOR_ALIVE && owner->hooks <= run->until;
      if (comes && lab_set_has(enabled, lab_entity_of(run->who)))
        return lab_entity_of(run->who); /* it has not stored yet */
      if (!is_oldest(run))
        continue; /* here that store went straight to memory: nobody else looks at it in this execution */
      at_run++;
      return lab_entity_buffer(run->who);
    }
    if (run->who >= lab_exec.n_actors)
      break;
    const struct lab_actor *actor = &lab_exec.actors[run->who];
    if (actor->state != LAB_ACTOR_ALIVE || (run->kind == RUN_ACTOR && actor->hooks > run->until))
      continue;
    unsigned next = helper_of(actor, enabled);
    if (next != LAB_X_NOBODY)
      return next;
    strayed = true;
    break;
  }
  return stray(enabled);
}

static unsigned pick(unsigned n) {
  while (at_run < n_runs && runs[at_run].kind != RUN_CHOICE)
    at_run++;
  unsigned value = at_run < n_runs ? runs[at_run++].until : 0;
  if (value >= n)
    strayed = true;
  return value < n ? value : 0;
}

/* For a debugger: the last step of the schedule is about to be taken, at lab_explore_failing_pc in the program. */
LAB_ENGINE uintptr_t lab_explore_failing_pc = 0;
void lab_explore_failing_step(void);
__attribute__((noinline)) void lab_explore_failing_step(void) { __asm__ volatile("" ::: "memory"); }

/* An actor failed before it could take a step: there is no way back into the program, so it is stopped here. */
void lab_explore_failed(void);
__attribute__((noinline)) void lab_explore_failed(void) { __asm__ volatile("" ::: "memory"); }

void lab_token_failed(void) {
  if (lab_search.strategy != &lab_strategy_replay)
    return;
  lab_explore_failing_pc = (uintptr_t)lab_explore_failed;
  lab_explore_failing_step();
  lab_explore_failed();
}

static void taken(uint32_t depth) {
  const struct lab_step *step = &lab_search.steps[depth];
  lab_show_step(step);
  const struct run *last = n_runs ? &runs[n_runs - 1] : NULL;
  if (last && last->kind == RUN_ACTOR && step->entity == lab_entity_of(last->who) && step->hooks == last->until) {
    lab_explore_failing_pc = step->pc;
    lab_explore_failing_step();
  }
}
static bool next(void) { return false; }

const struct lab_strategy lab_strategy_replay = {"replay", begin, choose, pick, taken, next};
