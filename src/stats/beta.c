/* SPDX-License-Identifier: MIT */
#include "stats/beta.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <pthread.h>

#define GSL_LIMIT 1e4      /* a + b up to which GSL's own quantile is asked */
#define GSL_TOLERANCE 1e-8 /* relative error of the tail's probability */
#define NEGLIGIBLE 50.0    /* exp(-50) of the density's peak: what is cut off at the ends */
#define SUBINTERVALS 200

static void switch_off(void) { gsl_set_error_handler_off(); }

void lab_gsl_quiet(void) {
  /* For good, not around each call: the handler is global, and putting it back would race with another thread. */
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, switch_off);
}

/*
 * The density of log X, seen from its mode: d = log(x / mode).  In logarithms it is log-concave with a single peak
 * whatever the parameters, and written relative to the peak the huge terms cancel before they are computed.
 */
struct beta_density {
  double a, b;
  double mode; /* a / (a + b - 1), below 1 as b > 1 */
  double odds; /* mode / (1 - mode) */
  gsl_integration_workspace *space;
};

static double log_density(double d, const struct beta_density *beta) {
  const double rest = -beta->odds * expm1(d); /* (1 - x) / (1 - mode) - 1 */
  return rest <= -1 ? -INFINITY : beta->a * d + (beta->b - 1) * log1p(rest);
}

static double density(double d, void *context) {
  const struct beta_density *beta = context;
  return exp(log_density(d, beta));
}

static double integral(struct beta_density *beta, double from, double to) {
  if (from >= to)
    return 0;
  gsl_function function = {.function = density, .params = beta};
  double value = NAN, error = NAN;
  /* The status says no more than that rounding stopped it short of the tolerance asked for; the tests hold the result.
   */
  gsl_integration_qag(&function, from, to, 0, 1e-12, SUBINTERVALS, GSL_INTEG_GAUSS31, beta->space, &value, &error);
  return value;
}

/* Where the density has become negligible, going from the mode in steps of the given sign. */
static double end_of(const struct beta_density *beta, double sign) {
  const double last = -log(beta->mode); /* x = 1 */
  double step = sign / sqrt(beta->a);
  while (log_density(step, beta) > -NEGLIGIBLE && step < last)
    step *= 1.25;
  return fmin(step, last);
}

struct beta_equation {
  struct beta_density *beta;
  double from, to; /* ends of the density */
  double wanted;   /* integral of the tail */
  bool upper;
};

static double equation(double d, void *context) {
  const struct beta_equation *e = context;
  return (e->upper ? integral(e->beta, d, e->to) : integral(e->beta, e->from, d)) / e->wanted - 1;
}

static double solve(struct beta_equation *e) {
  gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
  if (!solver)
    return NAN;
  gsl_function function = {.function = equation, .params = e};
  double root = NAN;
  int status = gsl_root_fsolver_set(solver, &function, e->from, e->to);
  for (int i = 0; status == GSL_SUCCESS && i < 200; i++) {
    status = gsl_root_fsolver_iterate(solver);
    root = gsl_root_fsolver_root(solver);
    if (fabs(equation(root, e)) < GSL_TOLERANCE / 100)
      break;
    if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 0, 1e-15) ==
        GSL_SUCCESS)
      break;
  }
  gsl_root_fsolver_free(solver);
  return root;
}

double lab_beta_by_integration(double tail, bool upper, double a, double b) {
  /* Logarithms are for the small end; the other one is seen in the mirror. */
  if (a > b)
    return 1 - lab_beta_by_integration(tail, !upper, b, a);
  /* x^1 alone, or x itself uniform in a power: no peak inside, but a closed form. */
  if (b <= 1)
    return upper ? exp(log1p(-tail) / a) : exp(log(tail) / a);
  if (a <= 1)
    return upper ? -expm1(log(tail) / b) : -expm1(log1p(-tail) / b);
  lab_gsl_quiet();
  const double mode = a / (a + b - 1);
  struct beta_density beta = {.a = a, .b = b, .mode = mode, .odds = a / (b - 1)};
  beta.space = gsl_integration_workspace_alloc(SUBINTERVALS);
  if (!beta.space)
    return NAN;
  struct beta_equation e = {.beta = &beta, .from = end_of(&beta, -1), .to = end_of(&beta, 1), .upper = upper};
  e.wanted = tail * (integral(&beta, e.from, 0) + integral(&beta, 0, e.to));
  const double root = solve(&e);
  gsl_integration_workspace_free(beta.space);
  return mode * exp(root);
}

double lab_beta_lower(double tail, double a, double b) {
  lab_gsl_quiet();
  if (a + b <= GSL_LIMIT) {
    const double x = gsl_cdf_beta_Pinv(tail, a, b);
    if (fabs(gsl_cdf_beta_P(x, a, b) / tail - 1) < GSL_TOLERANCE)
      return x;
  }
  return lab_beta_by_integration(tail, false, a, b);
}

double lab_beta_upper(double tail, double a, double b) {
  lab_gsl_quiet();
  if (a + b <= GSL_LIMIT) {
    const double x = gsl_cdf_beta_Qinv(tail, a, b);
    if (fabs(gsl_cdf_beta_Q(x, a, b) / tail - 1) < GSL_TOLERANCE)
      return x;
  }
  return lab_beta_by_integration(tail, true, a, b);
}
