/* SPDX-License-Identifier: MIT */
#include "merge/merge.h"
#include <stdlib.h>
#include <string.h>

static int by_shard(const void *a, const void *b) {
  const struct lab_part *x = a, *y = b;
  return x->run.shard.index < y->run.shard.index ? -1 : x->run.shard.index > y->run.shard.index;
}

static bool differ(const struct lab_part *a, const struct lab_part *b, const char *what, struct lab_error *error) {
  return lab_fail(error, 2, "\"%.200s\" and \"%.200s\" differ in %s: they are not of one run", a->path, b->path, what);
}

/* All of the same run, as far as the headers tell. */
static bool same_run(const struct lab_part *a, const struct lab_part *b, struct lab_error *error) {
  const struct lab_run *x = &a->run, *y = &b->run;
  if (x->shard.total != y->shard.total)
    return differ(a, b, "the number of shards", error);
  if (x->check != y->check || x->bench != y->bench)
    return differ(a, b, "the command", error);
  if (x->seed != y->seed)
    return differ(a, b, "the seed", error);
  if (x->iterations != y->iterations || x->whole != y->whole)
    return differ(a, b, x->whole != y->whole ? "what was run" : "the number of iterations", error);
  if (x->timeout < y->timeout || x->timeout > y->timeout)
    return differ(a, b, "the time-out", error);
  return x->require_repro == y->require_repro || differ(a, b, "--require-repro", error);
}

/* Each shard once; the parts are sorted. */
static bool all_there(const struct lab_part *parts, size_t n, struct lab_error *error) {
  const unsigned total = parts[0].run.shard.total;
  for (size_t p = 1; p < n; p++)
    if (parts[p].run.shard.index == parts[p - 1].run.shard.index)
      return lab_fail(error, 2, "\"%.200s\" and \"%.200s\" are both shard %u of %u", parts[p - 1].path, parts[p].path,
                      parts[p].run.shard.index, total);
  for (unsigned i = 1; i <= total; i++)
    if (i > n || parts[i - 1].run.shard.index != i)
      return lab_fail(error, 2, "shard %u of %u is missing", i, total);
  return true;
}

/* Those of the jobs alone that the shard has to have, with its part of their iterations, all of them done. */
static bool complete(const struct lab_part *part, struct lab_error *error) {
  const struct lab_shard *shard = &part->run.shard;
  if (part->run.partial)
    return lab_fail(error, 2, "\"%.200s\": shard %u of %u was interrupted%s%s; run it again", part->path, shard->index,
                    shard->total, part->run.interruption ? " by " : "",
                    part->run.interruption ? part->run.interruption : "");
  for (size_t j = 0; j < part->run.n_jobs; j++) {
    const struct lab_record *record = &part->run.jobs[j].record;
    const uint64_t first = lab_shard_cut(record->total, shard, 0), end = lab_shard_cut(record->total, shard, 1);
    const uint64_t done = lab_record_iterations(record);
    if (!lab_engine_facts(record->engine)->iterates)
      continue;
    if (record->first != first || record->first + record->wanted != end)
      return lab_fail(error, 2, "\"%.200s\": iterations %llu to %llu of %s on %s are not those of shard %u of %u",
                      part->path, (unsigned long long)record->first,
                      (unsigned long long)(record->first + record->wanted), record->info->name,
                      lab_engine_name(record->engine), shard->index, shard->total);
    if (done > record->wanted || (done < record->wanted && record->ran && !record->gave_up))
      return lab_fail(error, 2, "\"%.200s\": %llu of %llu iterations of %s on %s were done", part->path,
                      (unsigned long long)done, (unsigned long long)record->wanted, record->info->name,
                      lab_engine_name(record->engine));
  }
  return true;
}

static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

static bool same_variant(const struct lab_info *a, const struct lab_info *b) {
  bool same = same_text(a->name, b->name) && a->role == b->role && a->kind == b->kind && a->threads == b->threads &&
              a->n_outcomes == b->n_outcomes;
  for (int e = 0; e < LAB_ENGINES; e++)
    same &= same_text(a->expect[e], b->expect[e]);
  for (unsigned o = 0; same && o < a->n_outcomes; o++)
    same &= same_text(a->outcomes[o].id, b->outcomes[o].id) && a->outcomes[o].grade == b->outcomes[o].grade;
  return same;
}

/* The same job in two shards: the same program under the same conditions. */
static bool same_job(const struct lab_part *p, const struct lab_record *a, const struct lab_part *q,
                     const struct lab_record *b, struct lab_error *error) {
  char what[300];
  const char *name = a->info->name, *engine = lab_engine_name(a->engine);
  if (!same_text(name, b->info->name) || a->engine != b->engine)
    return differ(p, q, "what was run", error);
  if (!same_variant(a->info, b->info))
    snprintf(what, sizeof what, "what %.120s declares", name);
  else if (a->threads != b->threads || a->ops != b->ops || a->total != b->total || a->unit_us != b->unit_us)
    snprintf(what, sizeof what, "the parameters of %.120s on %s", name, engine);
  else if (a->yielding != b->yielding)
    snprintf(what, sizeof what, "how %.120s was run on %s (one of the machines has a single CPU)", name, engine);
  else
    return true;
  return differ(p, q, what, error);
}

/* Walks through all parts at once, job by job of the whole. */
static bool same_jobs(const struct lab_part *parts, size_t n, struct lab_error *error) {
  size_t *at = calloc(n, sizeof *at);
  bool good = at || lab_fail(error, 3, "out of memory");
  for (size_t index = 0; good && index < parts[0].run.whole; index++) {
    const struct lab_part *first = NULL;
    const struct lab_record *reference = NULL;
    uint64_t covered = 0, holders = 0;
    for (size_t p = 0; good && p < n; p++) {
      const struct lab_run *run = &parts[p].run;
      if (at[p] >= run->n_jobs || run->jobs[at[p]].record.index != index)
        continue;
      const struct lab_record *record = &run->jobs[at[p]++].record;
      good = !reference || same_job(first, reference, &parts[p], record, error);
      first = first ? first : &parts[p];
      reference = reference ? reference : record;
      covered += record->wanted;
      holders++;
    }
    if (good && !reference)
      good = lab_fail(error, 2, "job %zu of %zu is in none of the files", index + 1, parts[0].run.whole);
    else if (good && !lab_engine_facts(reference->engine)->iterates && holders > 1)
      good = lab_fail(error, 2, "%s on %s is in more than one of the files", reference->info->name,
                      lab_engine_name(reference->engine));
    else if (good && lab_engine_facts(reference->engine)->iterates && covered != reference->total)
      good = lab_fail(error, 2, "there are %llu of %llu iterations of %s on %s", (unsigned long long)covered,
                      (unsigned long long)reference->total, reference->info->name, lab_engine_name(reference->engine));
  }
  for (size_t p = 0; good && p < n; p++)
    if (at[p] < parts[p].run.n_jobs)
      good = lab_fail(error, 2, "\"%.200s\" has jobs that the whole has not", parts[p].path);
  free(at);
  return good;
}

bool lab_parts_check(struct lab_part *parts, size_t n, struct lab_error *error) {
  if (n == 1 && parts[0].run.shard.total == 0)
    return true;
  for (size_t p = 0; p < n; p++)
    if (parts[p].run.shard.total == 0)
      return lab_fail(error, 2, "\"%.200s\" is a whole run, not a shard of one", parts[p].path);
  for (size_t p = 1; p < n; p++)
    if (!same_run(&parts[0], &parts[p], error))
      return false;
  qsort(parts, n, sizeof *parts, by_shard);
  if (!all_there(parts, n, error))
    return false;
  for (size_t p = 0; p < n; p++)
    if (!complete(&parts[p], error))
      return false;
  return same_jobs(parts, n, error);
}
