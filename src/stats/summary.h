/* SPDX-License-Identifier: MIT */
/*
 * Counts -> rates, intervals, distributions, verdict.  All confidence levels are 95 %, two-sided: 2.5 % on either side,
 * also where one side is all that can be said ("0 of N").
 *
 * What every interval takes for granted: iterations are independent and alike.  They are fresh states, but they run on
 * one machine in one state after the other, so an interval speaks of the machine as it was during the run.  Between
 * two runs the same binary can differ by a factor of ten (see struct lab_machine), and no interval covers that.
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
 * the high end is that of the two-sided interval (1 - (alpha/2)^(1/n)), for k = n likewise the low end.  Good for n up
 * to 1e12 at least.
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934); beta quantiles of stats/beta.h.
 */
struct lab_interval lab_interval_of_proportion(uint64_t k, uint64_t n);

/*
 * Student's t interval for a mean, from n >= 2 values with this sum and sum of squares; n < 2 gives -inf..inf.  Right
 * for what is roughly normal, blind to what was not seen: use lab_interval_of_mean for amounts per iteration.
 */
struct lab_interval lab_interval_of_student(double sum, double squares, uint64_t n);

/*
 * Interval for the mean of an amount per iteration that lies in 0..most, from n iterations with this sum and sum of
 * squares.  Over iterations, never over operations: the operations of one iteration lose together or not at all.
 *
 * Student's t, widened by what n iterations cannot rule out.  t alone is wrong for rare losses: with 1 of 1000
 * iterations losing one update it would exclude that 1 in 300 iterations loses them all, which stays unseen in 1000
 * with probability 0.035.  With confidence 1 - alpha/2, at most a share q = 1 - (alpha/2)^(1/n) of all iterations is
 * beyond anything seen (the same q as for "0 of n"; S. S. Wilks, Ann. Math. Statist. 12 (1941)).  That share may lose
 * everything, and on the other side nothing: (1 - q) t_low .. (1 - q) t_high + q most.  For counts that are all zero
 * this is 0..q most, and for many iterations it becomes Student's interval.
 *
 * What is guaranteed: at least 95 % for amounts that are either 0 or one value, however rare (checked by exact
 * summation in the tests; there it contains Clopper-Pearson's interval on the high side), and by simulation for
 * clustered and heavy-tailed losses.  It is no theorem for every distribution: t's part is approximate for what was
 * seen only a few times.  For few iterations it is wide, since most may be unseen (q = 0.31 at n = 10, 0.0037 at
 * 1000).  n < 2 gives 0..most.
 */
struct lab_interval lab_interval_of_mean(double sum, double squares, uint64_t n, double most);

/*
 * Interval for the mean of a tally per iteration over n audited iterations, most being the operations of one (raised to
 * the largest amount seen, for tallies that can exceed it).  As lab_interval_of_mean, but the low end is at least that
 * of the proportion of iterations that had any, as each had one or more.
 */
struct lab_interval lab_interval_of_tally(const struct lab_tally_counts *tally, uint64_t n, double most);

/* Probability that n iterations show at least one event of probability p each: 1 - (1 - p)^n, without cancellation. */
double lab_power(double p, uint64_t n);

/*
 * Amount at quantile q (0..1) of a tally over n iterations, those without an anomaly being 0: the smallest amount that
 * at least q n of them do not exceed (nearest rank; q = 0 is the minimum).  Exact below 64, for q = 1, and where all
 * anomalous iterations are alike; else the middle of its bucket, so within 1/64 of the true amount.  0 where n = 0.
 */
uint64_t lab_tally_quantile(const struct lab_tally_counts *tally, uint64_t n, double q);

#define LAB_SPARK 8
/*
 * Shares of n iterations by amount, in LAB_SPARK equal steps from 0 to the largest amount; the first holds those
 * without an anomaly, the last the largest.  They sum to 1 (all 0 where n = 0).  Where the largest amount is 0, all is
 * in the first.
 */
void lab_tally_shares(const struct lab_tally_counts *tally, uint64_t n, double shares[LAB_SPARK]);

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
  double factor;    /* ns_per_op against the lab's `broken` on this engine with as many actors; 0 unknown */
  /*
   * Where nothing was seen and nothing reported: the probability that this many iterations had shown something if it
   * went wrong as often as `broken` does here.  As often means the low end of the 95 % interval of broken's rate (of
   * bad iterations, or on tsan of reported ones if that is more), so a lucky run of broken claims nothing.  Negative:
   * not a zero, or no broken with as many actors and operations that has a bug to show on this engine.
   */
  double power;
  /* Timed variants; all 0 where nothing was timed.  Intervals as in stats/timing.h. */
  double median_ns;
  struct lab_interval median_interval;
  double speedup; /* against the variant `sequential` of the lab, by medians; 0: unknown */
  struct lab_interval speedup_interval;
  enum lab_verdict verdict;
  char reason[240]; /* one clause: what was expected and what was seen */
};

/*
 * Summarizes one record, whose info must be set.  broken is the record of the variant `broken` of the same lab on the
 * same engine, or NULL; where it was not run, a record with nothing but its info still says which tallies this lab is
 * about, so that the zeros of a fixed variant are summarized too.  tallies come in the order: declared by the variant
 * (for any engine) or by broken, then others that were seen.
 *
 * The verdict compares what was seen with the words declared for the engine (any of the alternatives is enough):
 *  - an exercise, or an engine without a declaration: LAB_UNDECLARED, whatever was seen;
 *  - LAB_NOT_AS_DECLARED where something was seen that the declarations leave no room for.  Room is left for words of
 *    this engine; for those of the other engines where this one declares a bug; under tsan for those of native; for
 *    interesting outcomes where a bug is declared.  A sanitizer report has to be declared for tsan itself, and an
 *    unlisted outcome is never allowed for;
 *  - LAB_AS_DECLARED where a declared word was seen, or the variant is declared to hold and nothing contradicts;
 *  - where a declared bug was not seen: LAB_NOT_AS_DECLARED if it is a data race or a lock order that ThreadSanitizer
 *    must report and 20 iterations or more were audited, else LAB_NOT_SEEN (luck);
 *  - LAB_CANNOT_JUDGE where nothing was seen and nothing could be: native on one usable CPU without yields, one actor
 *    of a variant that wants more, or no iteration at all.
 * require_repro turns LAB_NOT_SEEN into LAB_NOT_AS_DECLARED.
 */
void lab_summarize(struct lab_summary *summary, const struct lab_record *record, const struct lab_record *broken,
                   const struct lab_machine *machine, bool require_repro);

/* Adds the times of a timed variant, against those of the record of `sequential`, or NULL; nothing for others. */
void lab_summarize_times(struct lab_summary *summary, const struct lab_record *record,
                         const struct lab_record *sequential, uint64_t seed);

#endif
