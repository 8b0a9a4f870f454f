/* SPDX-License-Identifier: MIT */
/*
 * Quantiles of the beta distribution for parameters of any size, as intervals of proportions need them.
 */
#ifndef LAB_STATS_BETA_H
#define LAB_STATS_BETA_H

#include <stdbool.h>

/*
 * The x with P(X <= x) = tail (lower), or P(X >= x) = tail (upper), for X of Beta(a, b); 0 < tail < 1, a and b at
 * least 1.  Relative error of the tail's probability below 1e-8 for a + b up to 1e12.
 *
 * Up to a + b = 10,000 by gsl_cdf_beta_Pinv and Qinv.  Beyond that GSL 2.7 cannot be relied on: its continued fraction
 * is limited to 512 terms, so it returns NaN here and there from 10,000 on, nearly always from 1e6 on, and at 1e7 it
 * was seen not to return at all.  There, and wherever its answer does not satisfy the definition, the density is
 * integrated (gsl_integration_qag) and the definition solved for x (gsl_root_fsolver_brent), in about 0.1 ms.
 *
 * Thread-safe.  Switches GSL's error handler off for the process: the default one calls abort().
 */
double lab_beta_lower(double tail, double a, double b);
double lab_beta_upper(double tail, double a, double b);

/* The integrating way alone; for the tests, which compare the two where both work. */
double lab_beta_by_integration(double tail, bool upper, double a, double b);

/* Switches GSL's error handler off, once; everything in src/stats that calls GSL calls this first. */
void lab_gsl_quiet(void);

#endif
