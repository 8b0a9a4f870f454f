/* SPDX-License-Identifier: MIT */
#include "explore/examine.h"
#include "explore/run.h"
#include <stdio.h>
#include <unistd.h>

/* For the exact number of interleavings of a size that failed.  So many take a fraction of a second; the time is for
 * those that are long, and enough on a machine that others use too. */
#define COUNT_EXECUTIONS 50000
#define COUNT_SECONDS 2.0

static bool refuse(struct lab_examination *e, const char *why) {
  snprintf(e->refused, sizeof e->refused, "%s", why);
  return false;
}

bool lab_examination_begin(struct lab_examination *e, const struct lab_job *job, const struct lab_request *request,
                           double seconds) {
  *e = (struct lab_examination){
      .info = job->info, .seconds = seconds, .threads_said = request->threads != 0, .found = lab_exploration_new()};
  snprintf(e->host, sizeof e->host, "%s/%s", job->info->hosts, lab_engine_facts(LAB_ENGINE_EXPLORE)->host);
  lab_explore_sizes_choose(
      &e->sizes, job->info,
      &(struct lab_explore_scope){.threads = request->threads, .ops_most = request->ops, .buffers = true});
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

char **lab_examination_next(struct lab_examination *e, double *seconds) {
  static char identity[9];
  const struct lab_explored_size *size = lab_explore_sizes_now(&e->sizes, e->seconds, seconds);
  if (e->refused[0] || e->over || !size || (e->seconds <= 0 && !e->counting))
    return NULL;
  if (e->counting)
    *seconds = COUNT_SECONDS;
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
                                              .executions = e->counting ? COUNT_EXECUTIONS : 0,
                                              .count = e->counting};
  return lab_explore_command(&request);
}
