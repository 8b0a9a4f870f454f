/* SPDX-License-Identifier: MIT */
/*
 * Internal to src/grade: one submission on the bench, and the steps of its judgement.  A step returns false where there
 * is no point in going on.
 */
#ifndef LAB_GRADE_BENCH_H
#define LAB_GRADE_BENCH_H

#include "grade/judge.h"
#include "grade/symbols.h"
#include <limits.h>

struct lab_bench {
  const struct lab_assignment *assignment;
  const struct lab_handed_in *handed;
  const char *tree;
  json_t *result;
  unsigned long control;     /* amount that the control is off by */
  struct lab_reach reach;    /* what it calls */
  bool raced, waits, warned; /* seen so far */
  bool sequenced;            /* it uses ck_sequence */
  bool explored;             /* some exploration was finished */
  bool cut;                  /* one was not finished, and found nothing */
  bool sometimes;            /* some interleaving was right */
  json_t *reached;           /* object whose keys are the labels of right outcomes seen */
  bool measured;             /* every exploration held: what is wrong shows where luck decides what is seen of it */
  double ns_per_op, reference_ns_per_op; /* 0: not measured */
  const char *reference;                 /* name of the variant measured */
  bool interrupted;
};

/* Sets verdict, mistake (a word for counting) and reason, unless something worse was concluded before.  False. */
bool lab_bench_conclude(struct lab_bench *bench, enum lab_judgement judgement, const char *mistake, const char *format,
                        ...) __attribute__((format(printf, 4, 5)));
/* The same for an error of ours. */
bool lab_bench_trouble(struct lab_bench *bench, const struct lab_error *error);

/* compile.c: rules, compilation, symbols, linking. */
bool lab_bench_rules(struct lab_bench *bench);
bool lab_bench_build(struct lab_bench *bench);
/* The names of the variants that it is compiled as; the last one only where the rubric falsifies something. */
#define LAB_BENCH_VARIANT "exercise"
#define LAB_BENCH_CONTROL "control"
#define LAB_BENCH_WITNESS "witness"

/* prove.c: explorations, those of the control included. */
bool lab_bench_explore(struct lab_bench *bench);

/* measure.c: native and ThreadSanitizer, with the references and the control. */
bool lab_bench_measure(struct lab_bench *bench);

#endif
