/* SPDX-License-Identifier: MIT */
/*
 * Searching: which path the next execution takes.
 *
 * A path is one choice per step: an entity (an actor, or its store buffer), or the value of a LAB_OP_CHOOSE.  The
 * first `replay_end` choices of an execution repeat those of the one before; from there on the strategy chooses.
 */
#ifndef LAB_EXPLORE_SEARCH_H
#define LAB_EXPLORE_SEARCH_H

#include "engines/explore/engine.h"

#define LAB_STOP 0xfffeu /* from a strategy: abandon this execution; lab_exec.end says why */

struct lab_strategy {
  const char *name;
  /* An execution begins. */
  void (*begin)(void);
  /* Chooses among the enabled entities (a set, never empty), or returns LAB_STOP. */
  unsigned (*choose)(const uint64_t *enabled);
  /* Chooses one of n values. */
  unsigned (*pick)(unsigned n);
  /* The step at this depth has been taken by the chosen entity; called before it runs. */
  void (*taken)(uint32_t depth);
  /* An execution ended.  Returns false when there is nothing left to explore. */
  bool (*next)(void);
};

enum lab_limit { LAB_LIMIT_CLOCK = 1, LAB_LIMIT_ASM = 2, LAB_LIMIT_FILES = 4, LAB_LIMIT_TURNS = 8 };

struct lab_search {
  uint16_t *path;
  struct lab_step *steps;
  uint32_t replay_end; /* choices below are given */
  uint32_t max_steps;
  bool tso;
  bool cooperative; /* actors are tasks: one goes on until it awaits */
  bool restart;     /* a new shared byte was found: what was counted so far does not stand */
  bool exhaustive;  /* sees everything that it is to see: starts over when it learns of a shared byte */
  bool prunes;      /* drops executions in which a loop turned in vain */
  bool restless;    /* at this depth the running actor has yielded, or turns in a loop: others first */
  bool runs_long;   /* at this depth the running actor has taken a thousand steps in a row */
  bool glued;       /* at this depth an atomic section goes on: there is no choice */
  bool abandon;     /* tables were enlarged under this execution: it cannot go on */
  bool checkpoints; /* take them */
  bool verify;      /* this execution repeats the one before: is it the same? */
  bool differs;     /* it is not */
  bool bounded;     /* bound: something was left out */
  bool clipped;     /* bound: so was something that the bound allows */
  uint32_t bound;   /* of bound and pct */
  uint64_t seed;
  bool every_access; /* replaying a token: every access is a step */
  uint32_t limits;   /* enum lab_limit: what the program did that the explorer only approximates */
  const struct lab_strategy *strategy;
  uint32_t words; /* words in a set of entities */
  uint64_t executions, complete, asleep, futile, cut;
};
extern struct lab_search lab_search;

/* An entity is an actor or, under TSO, also its store buffer. */
static inline unsigned lab_entity_of(unsigned actor) { return actor << lab_search.tso; }
static inline unsigned lab_entity_buffer(unsigned actor) { return actor << 1 | 1; }
static inline unsigned lab_entity_actor(unsigned entity) { return entity >> lab_search.tso; }
static inline bool lab_entity_is_buffer(unsigned entity) { return lab_search.tso && (entity & 1u); }

static inline bool lab_set_has(const uint64_t *set, unsigned e) { return set[e >> 6] >> (e & 63u) & 1u; }
static inline void lab_set_add(uint64_t *set, unsigned e) { set[e >> 6] |= UINT64_C(1) << (e & 63u); }
static inline void lab_set_remove(uint64_t *set, unsigned e) { set[e >> 6] &= ~(UINT64_C(1) << (e & 63u)); }
static inline bool lab_set_empty(const uint64_t *set) {
  uint64_t any = 0;
  for (uint32_t w = 0; w < lab_search.words; w++)
    any |= set[w];
  return any == 0;
}
static inline unsigned lab_set_first(const uint64_t *set) {
  for (uint32_t w = 0; w < lab_search.words; w++)
    if (set[w])
      return w * 64 + (unsigned)__builtin_ctzll(set[w]);
  return LAB_X_NOBODY;
}

/* Iterates: for (unsigned e = lab_set_first(s); e != LAB_X_NOBODY; e = lab_set_after(s, e)). */
static inline unsigned lab_set_after(const uint64_t *set, unsigned e) {
  uint32_t w = (e + 1) >> 6;
  if (w >= lab_search.words)
    return LAB_X_NOBODY;
  uint64_t rest = set[w] & (~UINT64_C(0) << ((e + 1) & 63u));
  while (!rest && ++w < lab_search.words)
    rest = set[w];
  return rest ? w * 64 + (unsigned)__builtin_ctzll(rest) : LAB_X_NOBODY;
}

/*
 * Zeroed memory that costs nothing until it is touched, for tables by depth.  Each begins at another place in its page:
 * those of small depths, which are in use all the time, do not compete for the same lines of the cache.  Ends the
 * process with a message if there is none.
 */
void *lab_search_reserve(size_t size);

/* One of a set other than this one, in turn; this one if there is no other. */
static inline unsigned lab_search_other(const uint64_t *set, unsigned than) {
  unsigned next = lab_set_after(set, than);
  next = next == LAB_X_NOBODY ? lab_set_first(set) : next;
  return next == LAB_X_NOBODY ? than : next;
}

/* Makes room for paths of max_steps steps. */
void lab_search_open(uint32_t max_steps);

/* The operation that an entity is about to perform. */
struct lab_op lab_search_pending(unsigned entity);

/* Makes room for one more actor in sets and clocks. */
void lab_search_widen(unsigned actor);

extern const struct lab_strategy lab_strategy_dfs, lab_strategy_dpor, lab_strategy_replay, lab_strategy_random,
    lab_strategy_pct, lab_strategy_pos, lab_strategy_surw, lab_strategy_bound, lab_strategy_pieces;

#endif
