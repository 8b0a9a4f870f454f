/* SPDX-License-Identifier: MIT */
#include "stats/format.h"
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

char *lab_format_count(char *out, uint64_t n) {
  char digits[24];
  const size_t length = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, n);
  size_t at = 0;
  for (size_t i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      out[at++] = ',';
    out[at++] = digits[i];
  }
  out[at] = '\0';
  return out;
}

static char *put(char *out, const char *text) {
  snprintf(out, LAB_FORMAT_MAX, "%s", text);
  return out;
}

char *lab_format_percent(char *out, double share) {
  if (isnan(share))
    return put(out, "-");
  if (share <= 0)
    return put(out, "0 %");
  if (share >= 1)
    return put(out, "100 %");
  const double percent = 100 * share;
  if (percent < 0.01)
    return put(out, "<0.01 %");
  if (percent > 99.99)
    return put(out, ">99.99 %");
  /* 9.996 would become 10.00 and 99.96 would become 100.0: choose the decimals by what rounding makes of it. */
  const int decimals = percent < 9.995 || percent >= 99.95 ? 2 : 1;
  snprintf(out, LAB_FORMAT_MAX, "%.*f %%", decimals, percent);
  return out;
}

char *lab_format_percent_limit(char *out, double share) {
  if (isnan(share))
    return put(out, "-");
  if (share <= 0)
    return put(out, "0 %");
  if (share >= 1)
    return put(out, "100 %");
  const double percent = 100 * share;
  const int exponent = (int)floor(log10(percent));
  const double unit = pow(10, exponent - 1);
  /* What is representable in two digits already must not be pushed up by the last bit of the division. */
  const double up = fmin(100, ceil(percent / unit - 1e-9) * unit);
  if (exponent < -4)
    snprintf(out, LAB_FORMAT_MAX, "%.1e %%", up);
  else
    snprintf(out, LAB_FORMAT_MAX, "%.*f %%", exponent < 1 ? 1 - exponent : 0, up);
  return out;
}

/* Three significant digits of a positive number below 1000, as 0.12, 1.23, 12.3 or 123. */
static void put_three(char *out, double value, const char *unit) {
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  snprintf(out, LAB_FORMAT_MAX, "%.*f%s", decimals, value, unit);
}

char *lab_format_ns(char *out, double ns) {
  static const char *const units[] = {" ns", " us", " ms", " s"};
  if (isnan(ns) || ns <= 0)
    return put(out, "-");
  if (ns < 0.01)
    return put(out, "<0.01 ns");
  unsigned unit = 0;
  while (unit < 3 && ns >= 999.5) {
    ns /= 1000;
    unit++;
  }
  if (ns < 999.5)
    put_three(out, ns, units[unit]);
  else
    snprintf(out, LAB_FORMAT_MAX, "%.3g s", ns);
  return out;
}

char *lab_format_factor(char *out, double factor) {
  if (isnan(factor) || factor <= 0)
    return put(out, "-");
  if (factor < 0.01)
    return put(out, "<0.01x");
  if (factor < 999.5) {
    put_three(out, factor, "x");
    return out;
  }
  if (factor >= 1e15)
    return put(out, ">1e15x");
  char count[LAB_FORMAT_MAX];
  lab_format_count(count, (uint64_t)(factor + 0.5));
  snprintf(out, LAB_FORMAT_MAX, "%.24sx", count);
  return out;
}

char *lab_format_probability(char *out, double p) {
  if (isnan(p) || p < 0)
    return put(out, "-");
  if (p > 0 && p < 0.0001)
    return put(out, "<0.0001");
  if (p < 1 && p > 0.9999)
    return put(out, ">0.9999");
  /* 1 - (1 - p)^n reaches 1 only by rounding, so a power of 1 is written as what it is. */
  if (p >= 1)
    return put(out, ">0.9999");
  snprintf(out, LAB_FORMAT_MAX, "%.4f", p);
  return out;
}
