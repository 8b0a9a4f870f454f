/* SPDX-License-Identifier: MIT */
#include "engines/explore/progress.h"
#include "engines/explore/signals.h"
#include "engines/explore/tree.h"
#include <inttypes.h>
#include <time.h>

#define TICKS 3 /* of lab_signals_ticks between two messages */

static LAB_ENGINE FILE *stream = NULL;
static LAB_ENGINE unsigned told = 0;

void lab_progress_open(FILE *out) { stream = out; }

static unsigned count(const uint64_t *set) {
  unsigned n = 0;
  for (uint32_t w = 0; w < lab_search.words; w++)
    n += (unsigned)__builtin_popcountll(set[w]);
  return n;
}

/* The alternatives at a depth: how many are known, how many of them are over. */
static void alternatives(uint32_t depth, unsigned *known, unsigned *over) {
  const struct lab_node *node = &lab_tree.nodes[depth];
  if (node->choice) {
    *known = node->n;
    *over = node->value;
    return;
  }
  const unsigned done = count(lab_tree_set(depth, LAB_DONE)), todo = count(lab_tree_set(depth, LAB_TODO));
  *known = todo > done ? todo : done;
  *over = done ? done - 1 : 0; /* the path leads through one of them */
}

static double share_done(void) {
  double share = 0, weight = 1;
  for (uint32_t d = 0; d < lab_tree.top && weight > 1e-9; d++) {
    unsigned known, over;
    alternatives(d, &known, &over);
    if (known == 0)
      continue;
    share += weight * over / known;
    weight /= known;
  }
  return share;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void lab_progress_tell(const struct lab_phase *phase, double since, double seconds) {
  if (!stream || (unsigned)lab_signals_ticks - told < TICKS)
    return;
  told = (unsigned)lab_signals_ticks;
  const double elapsed = now() - since, share = lab_search.exhaustive ? share_done() : 0;
  double left = seconds > elapsed ? seconds - elapsed : 0;
  const double to_the_end = share > 0 ? elapsed * (1 - share) / share : -1;
  if (to_the_end >= 0 && (seconds <= 0 || to_the_end < left))
    left = to_the_end;
  fprintf(stream,
          "{\"strategy\":\"%s\",\"executions\":%" PRIu64 ",\"failing\":%" PRIu64 ",\"done\":%.4f,\"left\":%.1f}\n",
          phase->name, phase->executions, phase->bad, elapsed + left > 0 ? elapsed / (elapsed + left) : 0, left);
  fflush(stream);
}
