/* SPDX-License-Identifier: MIT */
/*
 * Which variants x engines x parameters a command means.
 */
#ifndef LAB_PLAN_PLAN_H
#define LAB_PLAN_PLAN_H

#include "plan/catalog.h"
#include "supervise/channel.h"

/* What the options of run and check say.  Zero or NULL means "not said" unless noted. */
struct lab_request {
  char *const *patterns;
  size_t n_patterns;
  bool engines[LAB_ENGINES]; /* all false: all of them */
  uint64_t iterations;       /* 0 and no seconds: the command's default */
  bool by_default;           /* nobody said how many: timed variants have defaults of their own */
  double seconds;            /* measuring time of the whole run, shared by all jobs */
  unsigned threads;          /* 1..LAB_ACTORS_MAX; 0: the variant's own */
  unsigned long ops;         /* 1..1,000,000,000; 0: the variant's own */
  uint64_t seed;
  bool few;         /* timed variants: no more iterations by default than it takes to see whether results are right */
  unsigned unit_us; /* of timed variants; 0: the variant's own */
  double timeout;   /* seconds without progress before an iteration counts as hung */
  bool pin;         /* bind actors to CPUs */
  bool tune;        /* choose the layout by measuring; else lab_layout_default() */
  bool require_repro;
};

struct lab_job {
  const struct lab_info *info;
  enum lab_engine engine;
  unsigned threads;
  unsigned long ops;
  uint64_t iterations; /* 0: by time alone */
  uint64_t first;      /* index of the first one */
  uint64_t total;      /* of all shards */
  size_t index;        /* in the plan of the whole */
  unsigned unit_us;    /* of a timed variant */
};

struct lab_plan {
  struct lab_request request;
  struct lab_job *jobs; /* by variant in catalog order, engines of a variant next to each other */
  size_t n_jobs;
  size_t whole; /* jobs of the whole: more than n_jobs in a shard that has nothing to do for some */
};

/* Makes the plan of a request; the caller frees it with lab_plan_clear.  Errors as lab_catalog_select. */
bool lab_plan_make(struct lab_plan *plan, const struct lab_catalog *catalog, const struct lab_request *request,
                   struct lab_error *error);
/* The plan of lab bench: native alone, with 1, 2, 4, ... up to request->threads actors (0: a default). */
bool lab_plan_sweep(struct lab_plan *plan, const struct lab_catalog *catalog, const struct lab_request *request,
                    struct lab_error *error);
void lab_plan_clear(struct lab_plan *plan);

/* A good layout where nothing was measured: by operations per iteration, exclusive variants one state at a time. */
struct lab_layout lab_layout_default(const struct lab_job *job);

/* Layouts worth trying for this job, best guesses first; returns how many (at most LAB_LAYOUTS_MAX). */
#define LAB_LAYOUTS_MAX 24
unsigned lab_layout_candidates(const struct lab_job *job, struct lab_layout *candidates);

#endif
