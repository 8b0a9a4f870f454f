/* SPDX-License-Identifier: MIT */
#include "plan/shard.h"
#include "plan/plan.h"
#include <stdlib.h>
#include <string.h>

/*
 * What runners of arrays of jobs tell each of them.  In this order, since one may run inside another and the innermost
 * knows best: a test runner, a cluster, a CI service.  A total of NULL is not given: --shard auto/N.
 */
static const struct convention {
  const char *index, *total, *status;
  unsigned base;
  const char *first, *step; /* of the indices, where they need not begin at the base */
} conventions[] = {
    {"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", "GTEST_SHARD_STATUS_FILE", 0, NULL, NULL},
    {"TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", "TEST_SHARD_STATUS_FILE", 0, NULL, NULL}, /* Bazel */
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", NULL, 0, "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP"},
    {"JOB_COMPLETION_INDEX", NULL, NULL, 0, NULL, NULL}, /* Kubernetes */
    {"AWS_BATCH_JOB_ARRAY_INDEX", NULL, NULL, 0, NULL, NULL},
    {"CI_NODE_INDEX", "CI_NODE_TOTAL", NULL, 1, NULL, NULL}, /* GitLab */
    {"CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", NULL, 0, NULL, NULL},
    {"BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", NULL, 0, NULL, NULL},
    {"PARALLEL_SEQ", NULL, NULL, 1, NULL, NULL}, /* GNU parallel */
};

/* Decimal digits and nothing else. */
static bool number(const char *text, uint64_t *value) {
  if (!*text || strlen(text) > 9 || strspn(text, "0123456789") != strlen(text))
    return false;
  *value = strtoull(text, NULL, 10);
  return true;
}

static bool variable(const char *name, uint64_t *value, struct lab_error *error) {
  const char *text = name ? getenv(name) : NULL;
  if (!text)
    return lab_fail(error, 2, "--shard auto: %s is not set", name ? name : "the number of shards");
  return number(text, value) || lab_fail(error, 2, "--shard auto: %s is \"%.60s\", not a number", name, text);
}

static bool take(const struct convention *c, uint64_t total, struct lab_shard *shard, struct lab_error *error) {
  uint64_t index = 0, first = c->base, step = 1;
  if (!variable(c->index, &index, error))
    return false;
  if (total == 0 && !c->total)
    return lab_fail(error, 2, "--shard auto: %s says which shard, nothing says of how many; give --shard auto/N",
                    c->index);
  if (total == 0 && c->first && (!variable(c->first, &first, error) || !variable(c->step, &step, error)))
    return false;
  if (total == 0 && !variable(c->total, &total, error))
    return false;
  if (step == 0 || index < first || (index - first) / step >= total || total > LAB_SHARDS_MAX)
    return lab_fail(error, 2, "--shard auto: %s is %llu, which is not one of %llu shards", c->index,
                    (unsigned long long)index, (unsigned long long)total);
  *shard = (struct lab_shard){.index = (unsigned)((index - first) / step) + 1, .total = (unsigned)total};
  return true;
}

static bool from_environment(uint64_t total, struct lab_shard *shard, struct lab_shard_source *source,
                             struct lab_error *error) {
  for (size_t c = 0; c < sizeof conventions / sizeof *conventions; c++) {
    /* A service that is not dividing this job leaves them empty or unset. */
    const char *index = getenv(conventions[c].index);
    if (!index || !*index)
      continue;
    *source = (struct lab_shard_source){.index = conventions[c].index,
                                        .status = conventions[c].status ? getenv(conventions[c].status) : NULL};
    return take(&conventions[c], total, shard, error);
  }
  if (total > 0)
    return lab_fail(error, 2, "--shard auto/%llu: nothing in the environment says which shard this is; give I/%llu",
                    (unsigned long long)total, (unsigned long long)total);
  return true;
}

static bool wrong(const char *text, struct lab_error *error) {
  return lab_fail(error, 2, "--shard: \"%.60s\" is not I/N with 1 <= I <= N <= %d, auto, or auto/N", text,
                  LAB_SHARDS_MAX);
}

bool lab_shard_parse(const char *text, struct lab_shard *shard, struct lab_shard_source *source,
                     struct lab_error *error) {
  *shard = (struct lab_shard){0};
  *source = (struct lab_shard_source){0};
  if (strcmp(text, "auto") == 0)
    return from_environment(0, shard, source, error);
  char copy[32];
  uint64_t index = 0, total = 0;
  const char *slash = strchr(text, '/');
  const size_t length = slash ? (size_t)(slash - text) : 0;
  if (!slash || length == 0 || length >= sizeof copy)
    return wrong(text, error);
  memcpy(copy, text, length);
  copy[length] = '\0';
  if (!number(slash + 1, &total) || total == 0 || total > LAB_SHARDS_MAX)
    return wrong(text, error);
  if (strcmp(copy, "auto") == 0)
    return from_environment(total, shard, source, error);
  if (!number(copy, &index) || index == 0 || index > total)
    return wrong(text, error);
  *shard = (struct lab_shard){.index = (unsigned)index, .total = (unsigned)total};
  return true;
}

/* n * i / total without overflow. */
uint64_t lab_shard_cut(uint64_t n, const struct lab_shard *shard, unsigned after) {
  const uint64_t i = shard->index - 1 + after;
  return n / shard->total * i + n % shard->total * i / shard->total;
}

bool lab_shard_plan(struct lab_plan *plan, const struct lab_shard *shard, struct lab_error *error) {
  size_t kept = 0;
  if (shard->total == 0)
    return true;
  for (size_t j = 0; j < plan->n_jobs; j++) {
    struct lab_job job = plan->jobs[j];
    if (!lab_engine_facts(job.engine)->iterates) {
      if (job.index % shard->total == shard->index - 1)
        plan->jobs[kept++] = job;
      continue;
    }
    if (job.iterations == 0 || plan->request.seconds > 0)
      return lab_fail(error, 2, "--shard divides iterations, not time; give --iterations and no --time");
    job.first = lab_shard_cut(job.total, shard, 0);
    job.iterations = lab_shard_cut(job.total, shard, 1) - job.first;
    if (job.iterations > 0)
      plan->jobs[kept++] = job;
  }
  plan->n_jobs = kept;
  return kept > 0 || lab_fail(error, 4, "shard %u of %u: nothing to run, there are more shards than work", shard->index,
                              shard->total);
}
