/* SPDX-License-Identifier: MIT */
/*
 * The plan of lab bench: each variant natively, with 1, 2, 4, ... actors.
 */
#include "plan/plan.h"
#include <stdlib.h>
#include <string.h>

#define MOST_TIMED 16 /* actors, if nobody says how many: those that wait need no CPU of their own */
#define MOST_OTHERS 8
#define SECONDS_A_JOB 0.05 /* measuring time, if nobody says how long */
#define RUNS_TIMED 6       /* as many as an interval takes */

/* A broken one is what the others are compared with, as far as it comes to an end; wrong results have no speed. */
static bool is_wanted(const struct lab_info *info, bool named) {
  static const char *const ends[] = {LAB_DEADLOCK, LAB_HANG, LAB_CRASH, LAB_EXIT, LAB_USE_AFTER_FREE};
  const char *expected = info->expect[LAB_ENGINE_NATIVE];
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (expected && strstr(expected, ends[i]))
      return false;
  if (info->role == LAB_ROLE_BROKEN)
    return info->kind != LAB_TIMED && (named || strcmp(info->variant, "broken") == 0);
  return info->role != LAB_ROLE_EXERCISE || named;
}

static bool any_named(const struct lab_request *request) {
  for (size_t p = 0; p < request->n_patterns; p++)
    if (strchr(request->patterns[p], '/'))
      return true;
  return false;
}

static void add_jobs(struct lab_plan *plan, const struct lab_info *info) {
  const struct lab_request *r = &plan->request;
  const bool timed = info->kind == LAB_TIMED;
  const unsigned most = r->threads ? r->threads : timed ? MOST_TIMED : MOST_OTHERS;
  const uint64_t runs = info->iterations < RUNS_TIMED ? info->iterations : RUNS_TIMED;
  for (unsigned actors = 1; actors <= most; actors = actors * 2 > most && actors < most ? most : actors * 2)
    plan->jobs[plan->n_jobs++] = (struct lab_job){.info = info,
                                                  .engine = LAB_ENGINE_NATIVE,
                                                  .threads = actors,
                                                  .ops = r->ops ? r->ops : info->ops,
                                                  .iterations = timed && r->by_default ? runs : r->iterations,
                                                  .unit_us = r->unit_us ? r->unit_us : info->unit_us};
}

bool lab_plan_sweep(struct lab_plan *plan, const struct lab_catalog *catalog, const struct lab_request *request,
                    struct lab_error *error) {
  *plan = (struct lab_plan){.request = *request};
  struct lab_request *r = &plan->request;
  const struct lab_info **chosen = NULL;
  size_t n = 0, others = 0;
  if (!lab_catalog_select(catalog, r->patterns, r->n_patterns, &chosen, &n, error))
    return false;
  r->by_default = r->iterations == 0 && r->seconds <= 0;
  plan->jobs = calloc(n * 10 + 1, sizeof *plan->jobs); /* 1, 2, 4, ... 256, and one that is no power of two */
  for (size_t i = 0; i < n && plan->jobs; i++)
    if (is_wanted(chosen[i], any_named(r)))
      add_jobs(plan, chosen[i]);
  free(chosen);
  if (!plan->jobs)
    return lab_fail(error, 3, "out of memory");
  for (size_t j = 0; j < plan->n_jobs; j++)
    others += plan->jobs[j].info->kind != LAB_TIMED;
  if (r->by_default && others)
    r->seconds = SECONDS_A_JOB * (double)plan->n_jobs;
  return plan->n_jobs > 0 || lab_fail(error, 4, "nothing to compare: no fixed variants or ways are named");
}
