/* SPDX-License-Identifier: MIT */
#include "plan/plan.h"
#include <stdlib.h>

#define ITERATIONS_DEFAULT 1000
#define TIMED_FEW 2
#define SHORT_OPS 16   /* up to so many operations, an iteration is over in no time and shows little, */
#define SHORT_TIMES 20 /* so a check does so many times more of them */
#define BIRTH_FEWER 4  /* where each iteration takes new processes, so many times fewer of them; */
#define BIRTH_TSAN 5   /* their birth takes the sanitizer longer, and it sees one process at a time */

/* An iteration of a timed variant takes as long as its work does: what thousands are elsewhere, some are here.  Under
 * a sanitizer the times mean nothing. */
static uint64_t iterations_of(const struct lab_request *request, const struct lab_info *info, enum lab_engine engine,
                              unsigned long ops) {
  if (!request->by_default)
    return request->iterations;
  if (info->kind == LAB_THREADS && engine == LAB_ENGINE_NATIVE && !info->exclusive && request->few && ops <= SHORT_OPS)
    return request->iterations * SHORT_TIMES;
  if (info->kind == LAB_PROCESSES)
    return request->iterations / (info->exclusive ? BIRTH_FEWER : 1) / (engine == LAB_ENGINE_TSAN ? BIRTH_TSAN : 1);
  if (info->kind != LAB_TIMED)
    return request->iterations;
  if ((request->few || engine != LAB_ENGINE_NATIVE) && info->iterations > TIMED_FEW)
    return TIMED_FEW;
  return info->iterations;
}

/* A check says nothing, where nobody asks, of what an engine is not for. */
static bool is_unsuited(const struct lab_info *info, enum lab_engine engine) {
  return engine == LAB_ENGINE_EXPLORE && (info->kind == LAB_PROCESSES || info->kind == LAB_TIMED);
}

bool lab_plan_make(struct lab_plan *plan, const struct lab_catalog *catalog, const struct lab_request *request,
                   struct lab_error *error) {
  *plan = (struct lab_plan){.request = *request};
  struct lab_request *r = &plan->request;
  bool any = false;
  for (int e = 0; e < LAB_ENGINES; e++)
    any |= r->engines[e];
  for (int e = 0; e < LAB_ENGINES && !any; e++)
    r->engines[e] = lab_engine_facts((enum lab_engine)e)->standard;
  if (r->iterations == 0 && r->seconds <= 0) {
    r->iterations = ITERATIONS_DEFAULT;
    r->by_default = true;
  }

  const struct lab_info **chosen = NULL;
  size_t n = 0;
  if (!lab_catalog_select(catalog, r->patterns, r->n_patterns, &chosen, &n, error))
    return false;
  plan->jobs = calloc(n * LAB_ENGINES + 1, sizeof *plan->jobs);
  for (size_t i = 0; i < n && plan->jobs; i++) {
    for (int e = 0; e < LAB_ENGINES; e++) {
      if (!r->engines[e] || (!any && r->few && is_unsuited(chosen[i], (enum lab_engine)e)))
        continue;
      plan->jobs[plan->n_jobs++] = (struct lab_job){
          .info = chosen[i],
          .engine = (enum lab_engine)e,
          .threads = r->threads ? r->threads : chosen[i]->threads,
          .ops = r->ops ? r->ops : chosen[i]->ops,
          .iterations = iterations_of(r, chosen[i], (enum lab_engine)e, r->ops ? r->ops : chosen[i]->ops),
          .unit_us = r->unit_us ? r->unit_us : chosen[i]->unit_us};
      plan->jobs[plan->n_jobs - 1].index = plan->n_jobs - 1;
      plan->jobs[plan->n_jobs - 1].total = plan->jobs[plan->n_jobs - 1].iterations;
    }
  }
  free(chosen);
  if (!plan->jobs)
    return lab_fail(error, 3, "out of memory");
  plan->whole = plan->n_jobs;
  if (plan->n_jobs == 0)
    return lab_fail(error, 4, "nothing to run");
  return true;
}

void lab_plan_clear(struct lab_plan *plan) {
  free(plan->jobs);
  plan->jobs = NULL;
  plan->n_jobs = 0;
}
