/* SPDX-License-Identifier: MIT */
/*
 * What an assignment is worth: labs/<lab>/rubric.json, or what stands here where there is none.
 *
 *   {
 *     "schema": "lab-rubric-1",
 *     "total": 100,
 *     "points": {"result": 50, "races": 30, "waiting": 10, "cost": 10, "warnings": 0},
 *     "explore": [{"actors": 2, "ops": 1}, {"actors": 2, "ops": 2, "memory": "tso"}],
 *     "executions": 500000,         of one exploration; more is "not decided"
 *     "cost": {"reference": "fixed-mutex", "factor": 10},
 *     "unchanged": ["check"],       functions that must stay as handed out, beside the audit
 *     "keep": ["mine->wrong += "],  pieces of C that must stay in the file as often as they were handed out
 *     "falsify": [{"text": "s->balance = sum;", "as": "s->balance = sum + 1;"}],
 *                                   the same; and the submission with these pieces replaced has to go wrong, see
 *                                   witness.h
 *     "idle": true,                 also with an actor that does no operation, and is not missed in the total
 *     "reach": ["1, 0"],            observations that some interleaving has to end in
 *     "allow": ["sched_yield"],     functions that may be called, beside the usual ones
 *     "deny": ["pthread_mutex_"],   words that may not be used, or how they begin
 *     "refuse": "why"               this exercise cannot be graded
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
/* What it is given for, in a few words for a student. */
const char *lab_criterion_meaning(enum lab_criterion criterion);

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
  bool idle;
  const char *refuse;                                    /* or NULL */
  const json_t *unchanged, *keep, *reach, *allow, *deny; /* arrays of strings, or NULL */
  const json_t *falsify;                                 /* array of {"text", "as"}, or NULL */
  json_t *document;                                      /* which the above point into, or NULL */
};

/*
 * Reads the rubric at path, or gives the default where path is NULL.  Error 2 says what is wrong with it, unknown
 * members with the nearest one.  The caller frees with lab_rubric_clear.
 */
bool lab_rubric_read(struct lab_rubric *rubric, const char *path, struct lab_error *error);
void lab_rubric_clear(struct lab_rubric *rubric);

/* The same for the exercise with this source: from the path given, or else its lab's. */
bool lab_rubric_read_of(struct lab_rubric *rubric, const char *source, const char *given, struct lab_error *error);

/* The i-th piece of C that has to stay: those of "keep", then those of "falsify"; NULL behind the last. */
const char *lab_rubric_piece(const struct lab_rubric *rubric, size_t i);

#endif
