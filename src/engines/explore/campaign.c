/* SPDX-License-Identifier: MIT */
#include "engines/explore/campaign.h"
#include "engines/explore/arena.h"
#include "engines/explore/blocked.h"
#include "engines/explore/checkpoint.h"
#include "engines/explore/minimise.h"
#include "engines/explore/program.h"
#include "engines/explore/progress.h"
#include "engines/explore/races.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/show.h"
#include "engines/explore/signals.h"
#include "engines/explore/token.h"
#include "engines/explore/tree.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BOUNDS_FIRST = 2, BOUNDS_LAST = 10 }; /* preemptions: tried at first; tried for the schedule's sake */

LAB_ENGINE struct lab_campaign lab_campaign = {.counted = -1, .fewest = -1, .first_failure = -1};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
static LAB_ENGINE double started = 0;

bool lab_ending_is_bad(const struct lab_ending *ending) {
  if (ending->end == LAB_END_DONE)
    return ending->bad;
  if (ending->end == LAB_END_EXIT)
    return ending->exit_code != 0;
  return ending->end < LAB_END_FAILURES_ && ending->end != LAB_END_STEPS && ending->end != LAB_END_LIMIT;
}

void lab_campaign_execute(void) {
  memset(&lab_ending_now, 0, sizeof lab_ending_now);
  lab_ending_now.outcome = -1;
  lab_sched_run(lab_program_run);
  lab_ending_now.end = lab_exec.end;
  lab_ending_now.exit_code = lab_exec.exit_code;
  lab_ending_now.where = lab_end_has_place(lab_exec.end) ? lab_failure.pc : 0;
  lab_ending_now.bad = lab_ending_is_bad(&lab_ending_now);
}

static void clear_counts(struct lab_phase *phase) {
  lab_search.restart = lab_search.abandon = lab_search.bounded = lab_search.clipped = false;
  lab_search.executions = 0;
  phase->executions = phase->complete = phase->asleep = phase->futile = phase->cut = phase->bad = 0;
  phase->limited = phase->refused = false;
  lab_endings_clear();
  lab_tree_clear();
}

static void account(struct lab_phase *phase) {
  lab_search.executions = ++phase->executions;
  switch (lab_exec.end) {
  case LAB_END_ASLEEP: phase->asleep++; return;
  case LAB_END_FUTILE: phase->futile++; return;
  case LAB_END_ASSUME:
  case LAB_END_BOUND: phase->cut++; return;
  default: break;
  }
  if (lab_exec.end == LAB_END_STEPS || lab_exec.end == LAB_END_LIMIT) {
    phase->cut++;
    phase->limited = true;
    phase->refused |= lab_exec.end == LAB_END_LIMIT;
    lab_endings_count();
    return;
  }
  phase->complete++;
  lab_endings_count();
  if (lab_exec.end == LAB_END_DEADLOCK)
    lab_deadlocks_note();
  if (!lab_ending_now.bad)
    return;
  phase->bad++;
  if (!lab_campaign.best.found)
    lab_campaign.first_failure = now() - started;
  lab_best_consider(&lab_campaign.best);
}

/*
 * Now and then runs an execution once more, from the very start and along the same path: what differs has eyes for
 * something that is not reset.
 */
static void verify(const struct lab_phase *phase) {
  uint64_t n = phase->executions;
  bool due = (n & (n - 1)) == 0 || (n & 4095u) == 0;
  if (!due || (lab_exec.end != LAB_END_DONE && lab_exec.end != LAB_END_EXIT))
    return;
  struct lab_ending before = lab_ending_now;
  uint32_t depth = lab_exec.depth, replay_end = lab_search.replay_end;
  bool checkpoints = lab_search.checkpoints;
  lab_search.checkpoints = lab_search.differs = false;
  lab_search.verify = true;
  lab_search.replay_end = depth;
  lab_campaign_execute();
  lab_search.verify = false;
  lab_search.checkpoints = checkpoints;
  lab_search.replay_end = replay_end;
  if (lab_search.differs || lab_exec.depth != depth || memcmp(&before, &lab_ending_now, sizeof before) != 0)
    lab_campaign.nondeterministic++;
}

/* The limits of one phase. */
struct limits {
  uint64_t executions;
  double seconds;
  bool until_failure;
};

/* Once in a while, so that looking at the clock costs nothing. */
static bool ticked(void) {
  static LAB_ENGINE int before = 0;
  const bool more = lab_signals_ticks != before;
  before = lab_signals_ticks;
  return more;
}

static bool at_limit(struct lab_phase *phase, const struct limits *limits, double since) {
  if (lab_signals_stop)
    phase->stopped = lab_signals_stop == 14 ? LAB_STOP_TIME : LAB_STOP_SIGNAL;
  else if (limits->executions && phase->executions >= limits->executions)
    phase->stopped = LAB_STOP_EXECUTIONS;
  else if (limits->until_failure && phase->bad)
    phase->stopped = LAB_STOP_FAILURE;
  else if (limits->seconds > 0 && ticked() && now() - since > limits->seconds)
    phase->stopped = LAB_STOP_TIME;
  else
    return false;
  return true;
}

static struct lab_phase *run_phase(const char *name, const struct lab_strategy *strategy, bool exhaustive,
                                   struct limits limits) {
  if (lab_campaign.n_phases == LAB_PHASES_MAX)
    return &lab_campaign.phases[LAB_PHASES_MAX - 1];
  struct lab_phase *phase = &lab_campaign.phases[lab_campaign.n_phases++];
  double since = now();
  snprintf(phase->name, sizeof phase->name, "%s", name);
  lab_search.strategy = strategy;
  lab_search.exhaustive = exhaustive;
  lab_search.prunes = exhaustive && strategy != &lab_strategy_bound;
  lab_search.every_access = false;
  lab_search.checkpoints = exhaustive && !lab_search.tso;
  clear_counts(phase);
  for (;;) {
    if (!exhaustive)
      lab_search.restart = false;
    lab_campaign_execute();
    if (lab_search.abandon || (lab_search.restart && exhaustive)) {
      clear_counts(phase);
      continue;
    }
    account(phase);
    if (exhaustive)
      verify(phase);
    lab_search.restart = false;
    if (!strategy->next()) {
      phase->stopped = LAB_STOP_EXHAUSTED;
      break;
    }
    if (at_limit(phase, &limits, since))
      break;
    lab_progress_tell(phase, since, limits.seconds);
  }
  phase->cut += lab_search.clipped; /* whatever lies there */
  phase->seconds = now() - since;
  return phase;
}

static double left(void) {
  double l = lab_campaign.seconds - (now() - started);
  return lab_campaign.seconds <= 0 ? 0 : l > 0.01 ? l : 0.01;
}

/* Exhausted and nothing left out: no failure means there is none. */
static bool saw_all(const struct lab_phase *phase) {
  return phase->stopped == LAB_STOP_EXHAUSTED && !lab_search.bounded && !phase->limited;
}

/* No execution got to its end: the others would not either. */
static bool in_vain(const struct lab_phase *phase) { return phase->refused && phase->complete == 0; }

/* One bound after the other, until one finds a failure: where each was searched to its end, none has fewer preemptions.
 */
static void run_bounds(uint32_t from, uint32_t to, uint64_t executions) {
  for (uint32_t k = from; k <= to && !lab_signals_stop; k++) {
    char name[24];
    snprintf(name, sizeof name, "bound:%u", k);
    lab_search.bound = k;
    struct lab_phase *phase =
        run_phase(name, &lab_strategy_bound, true, (struct limits){executions, left() / 4, false});
    const bool all = phase->stopped == LAB_STOP_EXHAUSTED && !phase->limited && !lab_search.clipped &&
                     !(lab_search.limits & LAB_LIMIT_TURNS);
    if (phase->bad && lab_campaign.ruled_out == k)
      lab_campaign.fewest = (int32_t)k;
    if (all && !phase->bad && lab_campaign.ruled_out == k)
      lab_campaign.ruled_out = k + 1;
    if (saw_all(phase) || phase->bad || in_vain(phase))
      return;
  }
}

static void run_drawing(const struct lab_strategy *strategy, uint32_t bound, uint64_t executions, double seconds) {
  char name[24];
  snprintf(name, sizeof name, strategy == &lab_strategy_pct ? "%s:%u" : "%s", strategy->name, bound);
  lab_search.bound = bound;
  run_phase(name, strategy, false, (struct limits){executions, seconds, false});
}

/* A few hundred by chance: where even without preemptions there are too many, others do not come to rare ones soon. */
static void run_burst(void) {
  run_drawing(&lab_strategy_pos, 0, 200, left() / 20);
  run_drawing(&lab_strategy_surw, 0, 200, left() / 20);
}

/*
 * Bound 0; a burst by chance where that was too much; bounds 1 and 2; then everything; what time is left goes to
 * chance.
 */
static void run_mix(void) {
  run_bounds(0, 0, 20000);
  if (lab_campaign.n_phases == 0) /* stopped before it began */
    return;
  const struct lab_phase *first = &lab_campaign.phases[lab_campaign.n_phases - 1];
  const bool more = !saw_all(first) && !first->bad && !in_vain(first);
  if (more && first->stopped != LAB_STOP_EXHAUSTED)
    run_burst();
  if (more && !lab_campaign.best.found)
    run_bounds(1, BOUNDS_FIRST, 20000);
  lab_campaign.counted = (int32_t)lab_campaign.n_phases - 1;
  if (lab_signals_stop || in_vain(&lab_campaign.phases[lab_campaign.counted]))
    return;
  struct lab_phase *all = run_phase("dpor", &lab_strategy_dpor, true, (struct limits){0, left() * 0.7, false});
  lab_campaign.counted = (int32_t)lab_campaign.n_phases - 1;
  lab_campaign.exhausted = saw_all(all);
  if (all->stopped == LAB_STOP_EXHAUSTED || lab_campaign.best.found || lab_signals_stop)
    return;
  run_drawing(&lab_strategy_random, 0, 0, left() / 4);
  run_drawing(&lab_strategy_pct, 3, 0, left() / 3);
  run_drawing(&lab_strategy_pos, 0, 0, left() / 2);
  run_drawing(&lab_strategy_surw, 0, 0, left());
  lab_campaign.counted = (int32_t)lab_campaign.n_phases - 1;
}

static bool is(const char *name, size_t *length) {
  *length = strlen(name);
  return strncmp(lab_campaign.strategy, name, *length) == 0;
}

static void run_named(void) {
  size_t n;
  uint64_t most = lab_campaign.max_executions;
  struct limits limits = {most, left(), false};
  if (is("dfs", &n) || is("dpor", &n)) {
    struct lab_phase *p =
        run_phase(lab_campaign.strategy, n == 3 ? &lab_strategy_dfs : &lab_strategy_dpor, true, limits);
    lab_campaign.exhausted = saw_all(p);
  } else if (is("bound:", &n)) {
    lab_search.bound = (uint32_t)atoi(lab_campaign.strategy + n);
    lab_campaign.exhausted = saw_all(run_phase(lab_campaign.strategy, &lab_strategy_bound, true, limits));
  } else {
    const struct lab_strategy *drawn = is("pct", &n)    ? &lab_strategy_pct
                                       : is("pos", &n)  ? &lab_strategy_pos
                                       : is("surw", &n) ? &lab_strategy_surw
                                                        : &lab_strategy_random;
    uint32_t depth =
        drawn == &lab_strategy_pct && lab_campaign.strategy[3] == ':' ? (uint32_t)atoi(lab_campaign.strategy + 4) : 3;
    run_drawing(drawn, depth, most ? most : 10000, left());
  }
  lab_campaign.counted = (int32_t)lab_campaign.n_phases - 1;
}

/* Bounds for the schedule alone. */
static void search_for_shorter(uint32_t from, uint32_t to, uint64_t executions) {
  struct lab_endings *endings = malloc(sizeof *endings);
  if (!endings)
    return;
  *endings = lab_endings;
  lab_endings.n = 0; /* what they point to now belongs to the copy */
  run_bounds(from, to, executions);
  lab_endings_clear();
  lab_endings = *endings;
  free(endings);
}

static struct lab_minimised best_schedule(void) {
  const struct lab_best *best = &lab_campaign.best;
  return (struct lab_minimised){best->path, best->steps, best->depth};
}

static bool attempt(bool *stop) {
  lab_search.strategy = &lab_strategy_pieces;
  lab_search.exhaustive = lab_search.prunes = lab_search.checkpoints = lab_search.abandon = lab_search.restart = false;
  lab_search.replay_end = 0;
  lab_campaign_execute();
  *stop = lab_signals_stop != 0;
  return lab_ending_now.bad && lab_ending_now.end == lab_campaign.best.ending.ending.end &&
         lab_best_consider(&lab_campaign.best);
}

/*
 * A failure that a strategy came upon by itself may have needless switches.  Those that can be left out are; whether
 * another one fails with fewer preemptions takes a search of all that have fewer, as far as there is time.
 */
static void minimise(void) {
  struct lab_best *best = &lab_campaign.best;
  if (lab_campaign.strategy || lab_campaign.count)
    search_for_shorter(0, best->bound <= BOUNDS_LAST ? best->bound : BOUNDS_FIRST, 5000);
  if (best->bound != LAB_UNBOUNDED || lab_signals_stop)
    return;
  lab_checkpoint_drop_all();
  lab_minimise(best_schedule, attempt, 5000);
  uint32_t most = best->switches < BOUNDS_LAST ? best->switches : BOUNDS_LAST;
  if (lab_campaign.ruled_out == BOUNDS_FIRST + 1 && !lab_signals_stop)
    search_for_shorter(BOUNDS_FIRST + 1, most, 20000);
}

void lab_campaign_run(void) {
  started = now();
  lab_races_clear(); /* once: what raced in one phase has raced */
  lab_deadlocks_clear();
  if (lab_campaign.count) {
    struct lab_phase *p =
        run_phase("dfs", &lab_strategy_dfs, true, (struct limits){lab_campaign.max_executions, left(), false});
    lab_campaign.exhausted = saw_all(p);
    lab_campaign.counted = 0;
  } else if (lab_campaign.strategy) {
    run_named();
  } else {
    run_mix();
  }
  if (lab_campaign.best.found && !lab_signals_stop)
    minimise();
}

bool lab_campaign_show(const char *token) {
  if (lab_token_read(token, lab_campaign.identity))
    return false;
  lab_search.strategy = &lab_strategy_replay;
  lab_search.exhaustive = lab_search.prunes = lab_search.checkpoints = false;
  lab_search.every_access = true;
  lab_search.replay_end = 0;
  lab_checkpoint_drop_all();
  lab_arena_forget(); /* a replay by another process knows of nothing that is shared either: it shows the same */
  int tries = 0;
  do { /* again while it learns what is shared: under tso only that is buffered */
    lab_search.abandon = lab_search.restart = false;
    lab_campaign_execute();
  } while (lab_search.abandon || (lab_search.restart && ++tries < 8));
  lab_show_end();
  return lab_token_followed();
}
