/* SPDX-License-Identifier: MIT */
#include "explore/examine.h"
#include "explore/run.h"
#include "stats/verdict.h"
#include <stdio.h>
#include <unistd.h>

#define COUNT_SECONDS 0.2 /* for the exact number of interleavings of a size that failed */
#define OPS_GROWN 2u      /* operations that are tried where nobody says how many */
#define OPS_OF_TASKS 20u  /* tried of tasks, which have few places to switch */
#define OPS_MOST 8u       /* more are not tried even where somebody does: it would not end */
#define SHARE 0.7         /* of the time that is left, for a size that is not the last */

/* A fixed one may own up to a data race that does no harm. */
static bool expects_bug(const struct lab_info *info) {
  return info->role != LAB_ROLE_FIXED && lab_words_have_bug(info->expect[LAB_ENGINE_EXPLORE]);
}

static void add_size(struct lab_examination *e, unsigned threads, unsigned long ops, bool tso) {
  if (e->n_plan < LAB_EXPLORED_SIZES)
    e->plan[e->n_plan++] = (struct lab_explored_size){.threads = threads, .ops = ops, .tso = tso};
}

static void add_sizes(struct lab_examination *e, const struct lab_job *job, const struct lab_request *request) {
  const unsigned long most = request->ops && request->ops < OPS_GROWN ? request->ops : OPS_GROWN;
  const bool buffers = job->info->kind != LAB_TASKS; /* tasks of one thread share its store buffer */
  for (int tso = 0; tso <= buffers; tso++) {
    for (unsigned long ops = 1; ops <= most; ops++)
      add_size(e, job->threads, ops, tso);
    if (request->ops > OPS_GROWN && request->ops <= OPS_MOST)
      add_size(e, job->threads, request->ops, tso);
  }
  if (expects_bug(job->info) && !buffers && !request->ops)
    add_size(e, job->threads, OPS_OF_TASKS, false);
  if (expects_bug(job->info) && !request->threads && job->threads == 2)
    add_size(e, 3, 1, false);
}

static bool refuse(struct lab_examination *e, const char *why) {
  snprintf(e->refused, sizeof e->refused, "%s", why);
  return false;
}

bool lab_examination_begin(struct lab_examination *e, const struct lab_job *job, const struct lab_request *request,
                           double seconds) {
  *e = (struct lab_examination){
      .info = job->info, .seconds = seconds, .threads_said = request->threads != 0, .found = lab_exploration_new()};
  snprintf(e->host, sizeof e->host, "%s/%s", job->info->hosts, lab_engine_facts(LAB_ENGINE_EXPLORE)->host);
  add_sizes(e, job, request);
  if (!e->found)
    return refuse(e, "no memory for the results");
  e->unsuited = job->info->kind == LAB_PROCESSES || job->info->kind == LAB_TIMED;
  if (job->info->kind == LAB_PROCESSES)
    return refuse(e, "not explored: its actors are processes; the explorer runs threads of one process");
  if (job->info->kind == LAB_TIMED)
    return refuse(e, "not explored: it is about time, which the explorer does not have");
  if (access(e->host, X_OK) != 0)
    return refuse(e, "not explored: there is no lab-explore beside its other hosts");
  return true;
}

/* A size that has one in it which already took too long: no proof of it will be had, and no bug is expected. */
static bool is_hopeless(const struct lab_examination *e, const struct lab_explored_size *size) {
  const struct lab_exploration *found = e->found;
  for (unsigned s = 0; s < found->n_sizes && !expects_bug(e->info); s++) {
    const struct lab_explored_size *smaller = &found->sizes[s];
    if (!smaller->exhausted && smaller->threads <= size->threads && smaller->ops <= size->ops &&
        smaller->tso <= size->tso)
      return true;
  }
  return false;
}

char **lab_examination_next(struct lab_examination *e, double *seconds) {
  static char identity[9];
  while (!e->counting && e->at < e->n_plan && is_hopeless(e, &e->plan[e->at]))
    e->at++;
  if (e->refused[0] || e->at >= e->n_plan || (e->seconds <= 0 && !e->counting))
    return NULL;
  const struct lab_explored_size *size = &e->plan[e->at];
  const bool last = e->at + 1 == e->n_plan;
  *seconds = e->counting ? COUNT_SECONDS : last ? e->seconds : e->seconds * SHARE;
  char threads[24], ops[24];
  snprintf(threads, sizeof threads, "%u", e->threads_said || size->threads != e->info->threads ? size->threads : 0);
  snprintf(ops, sizeof ops, "%lu", size->ops);
  const char *words[] = {threads, ops, size->tso ? "tso" : "sc"};
  struct lab_error ignored = {0};
  char *const source[] = {e->info->source};
  /* As the command does it, so that a token of ours is one of its own. */
  const bool known =
      e->info->source && lab_explore_identity(identity, source, 1, words, sizeof words / sizeof *words, &ignored);
  const struct lab_explore_request request = {.executable = e->host,
                                              .variant = e->info->name,
                                              .memory = size->tso ? "tso" : "sc",
                                              .identity = known ? identity : NULL,
                                              .threads = size->threads,
                                              .ops = size->ops,
                                              .seconds = *seconds,
                                              .count = e->counting};
  return lab_explore_command(&request);
}
