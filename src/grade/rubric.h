/* SPDX-License-Identifier: MIT */
/*
 * What an assignment is worth: labs/<lab>/rubric.json, or what stands here where there is none.
 *
 *   {
 *     "schema": "lab-rubric-1",
 *     "total": 100,
 *     "points": {"result": 50, "races": 30, "waiting": 10, "cost": 10, "warnings": 0},
 *     "explore": [{"actors": 2, "ops": 1}, {"actors": 2, "ops": 2, "memory": "tso"}],
 *     "executions": 2000000,        of one exploration; more is "not decided"
 *     "cost": {"reference": "fixed-mutex", "factor": 10},
 *     "unchanged": ["check"],       functions that must stay as handed out, beside the audit
 *     "keep": ["mine->wrong += "],  pieces of C that must stay in the file as often as they were handed out
 *     "allow": ["sched_yield"]      functions that may be called, beside the usual ones
 *   }
 *
 * Every member but "schema" can be left out.  Points are 0 or more and add up to the total.
 */
#ifndef LAB_GRADE_RUBRIC_H
#define LAB_GRADE_RUBRIC_H

#include "plan/catalog.h"
#include <jansson.h>

enum lab_criterion {
  LAB_CRITERION_RESULT,   /* "result": the audit holds in every interleaving */
  LAB_CRITERION_RACES,    /* "races": no data race, and some interleaving at least is right */
  LAB_CRITERION_WAITING,  /* "waiting": nobody waits in a loop, or sleeps */
  LAB_CRITERION_COST,     /* "cost": an operation costs no more than factor times that of the reference */
  LAB_CRITERION_WARNINGS, /* "warnings": the compiler has none */
  LAB_CRITERIA
};
/* "result", "races", ... */
const char *lab_criterion_name(enum lab_criterion criterion);

#define LAB_BOUNDS_MAX 8
struct lab_bound {
  unsigned actors;
  unsigned long ops;
  bool tso;
};

struct lab_rubric {
  double points[LAB_CRITERIA], total;
  struct lab_bound bounds[LAB_BOUNDS_MAX];
  unsigned n_bounds;
  unsigned long executions;
  const char *reference; /* a variant of the lab, or NULL: fixed-mutex, or else the cheapest fixed one */
  double factor;
  const json_t *unchanged, *keep, *allow; /* arrays of strings, or NULL */
  json_t *document;                       /* which the above point into, or NULL */
};

/*
 * Reads the rubric at path, or gives the default where path is NULL.  Error 2 says what is wrong with it, unknown
 * members with the nearest one.  The caller frees with lab_rubric_clear.
 */
bool lab_rubric_read(struct lab_rubric *rubric, const char *path, struct lab_error *error);
void lab_rubric_clear(struct lab_rubric *rubric);

#endif
