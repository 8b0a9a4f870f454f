/* SPDX-License-Identifier: MIT */
#include "explore/sizes.h"
#include "stats/verdict.h"
#include <string.h>

#define OPS_GROWN 2u     /* operations that are tried where nobody says how many */
#define OPS_OF_TASKS 20u /* tried of tasks, which have few places to switch */
#define OPS_MOST 8u      /* more are not tried because real runs have them: it would not end */
#define SHARE 0.7        /* of the time that is left, for a size that is not the last */

/* A fixed one may own up to a data race that does no harm. */
static bool expects_bug(const struct lab_info *info) {
  return info->role != LAB_ROLE_FIXED && lab_words_have_bug(info->expect[LAB_ENGINE_EXPLORE]);
}

static void add(struct lab_explore_sizes *sizes, unsigned threads, unsigned long ops, bool tso) {
  if (sizes->n < LAB_EXPLORED_SIZES)
    sizes->all[sizes->n++] = (struct lab_explored_size){.threads = threads, .ops = ops, .tso = tso};
}

/* On one memory model. */
static void add_ops(struct lab_explore_sizes *sizes, unsigned threads, const struct lab_explore_scope *scope,
                    bool tso) {
  const unsigned long said = scope->ops_most;
  if (scope->ops) {
    add(sizes, threads, scope->ops, tso);
    return;
  }
  for (unsigned long ops = 1; ops <= (said && said < OPS_GROWN ? said : OPS_GROWN); ops++)
    add(sizes, threads, ops, tso);
  if (said > OPS_GROWN && said <= OPS_MOST)
    add(sizes, threads, said, tso);
}

void lab_explore_sizes_choose(struct lab_explore_sizes *sizes, const struct lab_info *info,
                              const struct lab_explore_scope *scope) {
  const bool tso = scope->memory && strcmp(scope->memory, "tso") == 0, said = scope->ops || scope->ops_most;
  *sizes = (struct lab_explore_sizes){.bug = info && expects_bug(info)};
  if (!info) {
    add(sizes, 0, scope->ops ? scope->ops : 1, tso);
    return;
  }
  const unsigned threads = scope->threads ? scope->threads : info->threads;
  const bool tasks = info->kind == LAB_TASKS;
  add_ops(sizes, threads, scope, tso);
  if (!scope->memory && !tasks && (sizes->bug || scope->buffers))
    add_ops(sizes, threads, scope, true);
  if (sizes->bug && tasks && !said)
    add(sizes, threads, OPS_OF_TASKS, tso);
  if (sizes->bug && !scope->threads && threads == 2)
    add(sizes, 3, scope->ops ? scope->ops : 1, tso);
}

/* Does the one have all of the other in it? */
static bool contains(const struct lab_explored_size *large, const struct lab_explored_size *small) {
  return small->threads <= large->threads && small->ops <= large->ops && small->tso <= large->tso;
}

/* Would a later size still be searched if this one were not searched to its end? */
static bool leaves_some(const struct lab_explore_sizes *sizes, unsigned at) {
  for (unsigned s = at + 1; s < sizes->n; s++)
    if (sizes->bug || !contains(&sizes->all[s], &sizes->all[at]))
      return true;
  return false;
}

const struct lab_explored_size *lab_explore_sizes_now(struct lab_explore_sizes *sizes, double left, double *seconds) {
  if (sizes->at == sizes->n)
    return NULL;
  *seconds = leaves_some(sizes, sizes->at) ? left * SHARE : left;
  return &sizes->all[sizes->at];
}

/* No proof of a size will be had that holds one which already took too long; and no bug is expected. */
static bool is_hopeless(const struct lab_explore_sizes *sizes, const struct lab_explored_size *size) {
  for (unsigned s = 0; s < sizes->at && !sizes->bug; s++)
    if (!sizes->all[s].exhausted && contains(size, &sizes->all[s]))
      return true;
  return false;
}

void lab_explore_sizes_searched(struct lab_explore_sizes *sizes, bool exhausted) {
  sizes->all[sizes->at++].exhausted = exhausted;
  while (sizes->at < sizes->n && is_hopeless(sizes, &sizes->all[sizes->at]))
    sizes->at++;
}
