/* SPDX-License-Identifier: MIT */
/*
 * Counts -> rates, intervals, distributions, verdict.  All confidence levels are 95 %, two-sided, except the upper
 * bound printed for "0 of N", which is one-sided... see lab_interval_of_proportion.
 */
#ifndef LAB_STATS_SUMMARY_H
#define LAB_STATS_SUMMARY_H

#include "stats/buckets.h"
#include "stats/record.h"

#define LAB_CONFIDENCE 0.95

struct lab_interval {
  double low, high;
};

/*
 * Clopper-Pearson interval of a proportion: k of n, k <= n.  n = 0 gives 0..1.  Exact, hence conservative; for k = 0
 * the high end is that of the two-sided interval (1 - (alpha/2)^(1/n)), for k = n likewise the low end.
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934); quantiles by gsl_cdf_beta_Pinv.
 */
struct lab_interval lab_interval_of_proportion(uint64_t k, uint64_t n);

/*
 * Interval for the mean of an amount per iteration, from n iterations with this sum and sum of squares: Student's t
 * over iterations (operations within an iteration are not independent).  Clamped to 0..most.  Where n < 2 it is
 * 0..most; where all are zero, 0..most * the high end of lab_interval_of_proportion(0, n).
 */
struct lab_interval lab_interval_of_mean(double sum, double squares, uint64_t n, double most);

/* Probability that n iterations show at least one event of probability p each: 1 - (1 - p)^n, without cancellation. */
double lab_power(double p, uint64_t n);

/* Amount at quantile q (0..1) of a tally over n iterations, those without an anomaly being 0. */
uint64_t lab_tally_quantile(const struct lab_tally_counts *tally, uint64_t n, double q);

#define LAB_SPARK 8
struct lab_tally_summary {
  enum lab_tally tally;
  uint64_t iterations, total, first;
  double iteration_rate; /* of iterations that had one */
  struct lab_interval iteration_interval;
  double rate; /* anomalies per operation */
  struct lab_interval rate_interval;
  uint64_t min, median, p99, max; /* per iteration */
  double spark[LAB_SPARK];        /* share of the iterations by amount, from 0 to max in equal steps */
};

/* Ordered from good to bad; lab_verdict_name() has the words. */
enum lab_verdict {
  LAB_AS_DECLARED,    /* "as declared" */
  LAB_UNDECLARED,     /* "nothing declared": an exercise, or an engine that the file says nothing of */
  LAB_NOT_SEEN,       /* "not seen here": the bug did not show; luck, not proof */
  LAB_CANNOT_JUDGE,   /* "cannot judge here": e.g. one CPU */
  LAB_COULD_NOT_RUN,  /* "could not run" */
  LAB_NOT_AS_DECLARED /* "NOT as declared" */
};
const char *lab_verdict_name(enum lab_verdict verdict);

struct lab_summary {
  uint64_t iterations, operations;
  uint64_t bad; /* iterations that ended in anything but an acceptable outcome or a clean audit (reports apart) */
  double bad_rate;
  struct lab_interval bad_interval;
  struct lab_tally_summary tallies[LAB_TALLIES]; /* those that are of interest: seen, or expected */
  unsigned n_tallies;
  double reported_rate; /* iterations that the sanitizer reported in; meaningful for the tsan engine */
  struct lab_interval reported_interval;
  double ns_per_op; /* actor time per operation; 0 unknown */
  double factor;    /* ns_per_op against the lab's `broken` on this engine; 0 unknown */
  double power;     /* probability that this many iterations had shown it at broken's rate; negative: not a zero, or no
                       broken */
  enum lab_verdict verdict;
  char reason[240]; /* one clause: what was expected and what was seen */
};

/*
 * Summarizes one record.  broken is the record of the variant `broken` of the same lab on the same engine, or NULL.
 * require_repro turns LAB_NOT_SEEN into LAB_NOT_AS_DECLARED.
 */
void lab_summarize(struct lab_summary *summary, const struct lab_record *record, const struct lab_record *broken,
                   const struct lab_machine *machine, bool require_repro);

#endif
